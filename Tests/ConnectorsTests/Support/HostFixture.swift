import Connectors
import Logging
import Synchronization
import Testing

/// A connector host on a clock that the test moves, with what its connectors reported.
struct HostFixture: Sendable {
  let clock = ManualClock()
  let host: ConnectorHost
  let services: ConnectorServices
  let reported: Reported

  final class Reported: Sendable {
    private let events = Mutex<[ConnectorEvent]>([])
    func append(_ batch: [ConnectorEvent]) { events.withLock { $0 += batch } }
    var all: [ConnectorEvent] { events.withLock(\.self) }
  }

  init(
    _ accounts: [ChannelAccountConfiguration],
    searchPath: [String]? = nil,
    services: ConnectorServices = ConnectorServices(),
    metricSink: @escaping @Sendable (ConnectorMetric) -> Void = { _ in }
  ) throws {
    let reported = Reported()
    self.reported = reported
    self.services = services
    var logger = Logger(label: "test")
    logger.logLevel = .critical
    host = ConnectorHost(
      accounts: accounts.map(\.inProcess),
      searchPath: try searchPath ?? [Plugins.directory()],
      logger: logger,
      clock: clock.clock,
      metricSink: metricSink
    ) { reported.append($0) }
  }

  /// Starts the host, runs the test, and shuts down.
  func run(_ body: () async throws -> Void) async throws {
    try await host.start(services: services)
    do {
      try await body()
    } catch {
      await shutdown()
      throw error
    }
    await shutdown()
  }

  /// Shuts down with the clock running on, so that no step waits for ever.
  func shutdown() async {
    let isDone = Atomic(false)
    async let ended: Void = {
      await host.shutdown(deadline: .seconds(1))
      isDone.store(true, ordering: .releasing)
    }()
    while !isDone.load(ordering: .acquiring) {
      advance(by: .milliseconds(100))
      await Self.letOthersRun()
    }
    await ended
  }

  func advance(by duration: Duration) {
    clock.advance(by: duration)
    host.tick()
  }

  func send(
    _ text: String,
    to account: String = "one",
    key: String = "key",
    deadline: Duration = .seconds(30),
    attempt: Int = 1
  ) async -> SendResult {
    await withCheckedContinuation { continuation in
      host.sendText(Self.message(text, key: key, deadline: deadline, attempt: attempt), account: account) {
        continuation.resume(returning: $0)
      }
    }
  }

  /// Starts a send and leaves it; the result can be awaited later.
  func begin(
    _ text: String,
    to account: String = "one",
    key: String = "key",
    deadline: Duration = .seconds(30)
  ) -> (id: OperationID, result: Task<SendResult, Never>) {
    let (stream, continuation) = AsyncStream.makeStream(of: SendResult.self)
    let id = host.sendText(Self.message(text, key: key, deadline: deadline), account: account) {
      continuation.yield($0)
      continuation.finish()
    }
    return (id, Task { await stream.first { _ in true }! })
  }

  func webhook(_ request: WebhookRequest, to account: String = "one") async -> WebhookOutcome {
    await withCheckedContinuation { continuation in
      host.webhook(request, account: account) { continuation.resume(returning: $0) }
    }
  }

  static func message(
    _ text: String,
    key: String,
    deadline: Duration = .seconds(30),
    attempt: Int = 1
  ) -> OutboundText {
    OutboundText(
      messageID: "m-\(key)",
      conversationKey: "c-1",
      address: "+5511998877665",
      text: text,
      idempotencyKey: key,
      deadline: deadline,
      metadata: ["priority": "normal"],
      attempt: attempt
    )
  }

  /// Waits until something that another thread brings about is so; fails after ten seconds.
  func eventually(_ what: Comment, _ condition: () -> Bool, at location: SourceLocation = #_sourceLocation) async throws
  {
    let giveUp = ContinuousClock.now + .seconds(10)
    while !condition() {
      try #require(ContinuousClock.now < giveUp, what, sourceLocation: location)
      await Self.letOthersRun()
    }
  }

  /// Between two looks at something that another thread brings about: merely yielding would keep both cores busy.
  private static func letOthersRun() async {
    try? await Task.sleep(for: .milliseconds(1))
  }

  func connected(_ account: String = "one") async throws {
    try await eventually("\(account) is connected") { host.health(account: account).status == .ok }
  }
}
