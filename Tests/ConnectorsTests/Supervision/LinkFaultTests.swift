import Glibc
import Logging
import Synchronization
import Testing

@testable import Connectors

struct LinkFaultTests {
  /// A link's process that has found no host, or still looks for it.
  private final class AbsentHost: SupervisedProcess {
    let pid: Int32 = 1
    let endSignal: Int32 = -1
    let link: FrameLink
    let reading: CallBoard.Reading? = .init(running: 0, call: nil, beganAt: 0, handedOver: .max)
    let residentBytes: UInt64? = nil
    let linkReport: LinkReport? = LinkReport(
      state: .unreachable, reason: "h:1: connection refused", library: [])
    private let otherEnd: Int32
    private let looks: Bool
    private let served: @Sendable () -> Void

    /// - Parameter served: Called when the supervision has taken it up.
    init(looks: Bool, served: @escaping @Sendable () -> Void) {
      var sockets: [Int32] = [-1, -1]
      socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &sockets)
      link = FrameLink(socket: sockets[0])
      otherEnd = sockets[1]
      self.looks = looks
      self.served = served
      if !looks { shutdown(otherEnd, Int32(SHUT_RDWR)) }
    }

    deinit { close(otherEnd) }

    func takeOutput() -> Int32? {
      served()
      return nil
    }
    func kill() { if looks { shutdown(otherEnd, Int32(SHUT_RDWR)) } }
    func reap() -> ChildEnding? { looks ? nil : .exited(1) }
    func end(after milliseconds: Int32) -> ChildEnding { .exited(1) }
  }

  @Test(.timeLimit(.minutes(1))) func aHostThatIsAwayIsToldAndTriedAgainAndIsNoCrash() async throws {
    let remote = RemoteHost(name: "h", port: 1, certificate: "c", key: "k", authority: "a")
    let (launches, launched) = AsyncStream.makeStream(of: Void.self)
    let count = Atomic(0)
    let connector = SupervisedConnector(
      token: InstanceRegistry.nextToken(),
      account: ChannelAccount(
        name: "far", channel: "echo", displayName: "Echo", pluginPath: "", version: "1.0.0", capabilities: [.sendText],
        configuration: .init(name: "far", plugin: "echo", hosting: .remote(remote))),
      request: PluginRequest("echo", on: remote), description: try PluginDescription.echo(), egressHosts: [],
      clock: .system,
      callLimits: CallLimits(), limits: HostingLimits(),
      logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
      random: { 0 },
      launch: { () throws(ChildProcess.StartFailure) in
        // The fourth one takes its time.
        AbsentHost(looks: count.add(1, ordering: .relaxed).newValue == 4) { launched.yield() }
      },
      eventSink: { _ in }, metricSink: { _ in })
    let result = await withCheckedContinuation { continuation in
      connector.start(services: ConnectorServices(), kept: [], connects: true) { continuation.resume(returning: $0) }
    }
    #expect(result.hasCrashed && result.detail == "its process has no link to h:1: connection refused")
    for await _ in launches.prefix(4) {}
    let health = connector.health()
    #expect(health.status == .failed)
    #expect(health.detail == "its process has no link to h:1: connection refused")
    #expect(health.process?.pid == nil, "there is none while one looks for its host")
    #expect(health.process?.crashes == 0 && health.process?.isQuarantined == false)
    await withCheckedContinuation { continuation in
      connector.stop(within: .seconds(1)) { continuation.resume() }
    }
  }
}
