import Glibc
import Logging
import Testing

@testable import Connectors

struct LinkFaultTests {
  /// A link's process that has found no host.
  private final class AbsentHost: SupervisedProcess {
    let pid: Int32 = 1
    let endSignal: Int32 = -1
    let link: FrameLink
    let reading: CallBoard.Reading? = .init(running: 0, call: nil, beganAt: 0, handedOver: .max)
    let residentBytes: UInt64? = nil
    let linkReport: LinkReport? = LinkReport(
      state: .unreachable, reason: "h:1: connection refused", library: [])

    init() {
      var sockets: [Int32] = [-1, -1]
      socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &sockets)
      close(sockets[1])
      link = FrameLink(socket: sockets[0])
    }

    func takeOutput() -> Int32? { nil }
    func kill() {}
    func reap() -> ChildEnding? { .exited(1) }
    func end(after milliseconds: Int32) -> ChildEnding { .exited(1) }
  }

  @Test(.timeLimit(.minutes(1))) func aHostThatIsAwayIsToldAndTriedAgainAndIsNoCrash() async throws {
    let remote = RemoteHost(name: "h", port: 1, certificate: "c", key: "k", authority: "a")
    let (launches, launched) = AsyncStream.makeStream(of: Void.self)
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
        launched.yield()
        return AbsentHost()
      },
      eventSink: { _ in }, metricSink: { _ in })
    let result = await withCheckedContinuation { continuation in
      connector.start(services: ConnectorServices(), kept: [], connects: true) { continuation.resume(returning: $0) }
    }
    #expect(result.hasCrashed && result.detail == "its process has no link to h:1: connection refused")
    var count = 0
    for await _ in launches {
      count += 1
      if count == 4 { break }
    }
    let health = connector.health()
    #expect(health.status == .failed)
    #expect(health.detail == "its process has no link to h:1: connection refused")
    #expect(health.process?.crashes == 0 && health.process?.isQuarantined == false)
    await withCheckedContinuation { continuation in
      connector.stop(within: .seconds(1)) { continuation.resume() }
    }
  }
}
