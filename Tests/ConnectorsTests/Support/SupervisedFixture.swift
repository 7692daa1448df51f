import CConnectorABI
import Glibc
import JSON
import Logging
import Synchronization
import Testing

@testable import Connectors

/// A supervised connector on a clock that the test moves, whose processes the test plays.
final class SupervisedFixture: Sendable {
  private struct State {
    /// By number; those before the newest one that a test has asked for are gone, and with them their descriptors.
    var processes: [Int: FakeProcess] = [:]
    var launches = 0
    var startFailures = 0
    var sends: [String: [SendResult]] = [:]
    var webhooks: [String: [WebhookOutcome]] = [:]
    var created: [SendResult] = []
    var stops = 0
  }

  static let description: PluginDescription = {
    var writer = FrameWriter()
    for text in ["org.example.fake", "fake", "Fake", "1.0.0"] { writer.text(text) }
    writer.number(ConnectorCapabilities([.sendText, .sendFile, .webhook]).rawValue)
    writer.number(UInt64(0))
    writer.number(UInt64(0))
    writer.text(#"{"properties":{"token":{"type":"string","writeOnly":true}}}"# as String?)
    writer.list([String]()) { $0.text($1) }
    return writer.bytes.withUnsafeBytes { bytes in
      var reader = FrameReader(bytes)
      // What was written above is a description.
      return try! PluginDescription(from: &reader)
    }
  }()

  let clock = ManualClock()
  let log = CollectedLog()
  let connector: SupervisedConnector
  private let state: StateBox
  private let services: ConnectorServices

  /// Shared with the closure that starts processes.
  private final class StateBox: Sendable {
    let value = Mutex(State())
  }

  init(
    _ limits: SendLimits = SendLimits(), hosting: HostingLimits = HostingLimits(), prints: Bool = false,
    services: ConnectorServices = ConnectorServices()
  ) {
    self.services = services
    let state = StateBox()
    self.state = state
    var configuration = ChannelAccountConfiguration(name: "one", plugin: "fake", settings: ["token": "hush-hush"])
    configuration.limits = limits
    let description = Self.description
    let account = ChannelAccount(
      name: "one", channel: "fake", displayName: "Fake", pluginPath: "/nowhere", version: "1.0.0",
      capabilities: description.capabilities, configuration: configuration)
    connector = SupervisedConnector(
      token: InstanceRegistry.nextToken(), account: account,
      request: PluginRequest(path: "/nowhere", wanted: nil, shortName: "fake"), description: description,
      egressHosts: [], clock: clock.clock, callLimits: CallLimits(), limits: hosting, logger: log.logger,
      random: { 0.5 },
      launch: { () throws(ChildProcess.StartFailure) in
        let process = state.value.withLock { state -> FakeProcess? in
          guard state.startFailures == 0 else {
            state.startFailures -= 1
            return nil
          }
          let process = FakeProcess(pid: Int32(1_000 + state.launches), prints: prints)
          state.processes[state.launches] = process
          state.launches += 1
          return process
        }
        guard let process else { throw ChildProcess.StartFailure(message: "as the test wants it") }
        return process
      },
      eventSink: { _ in }, metricSink: { _ in })
  }

  // MARK: Its processes

  func failToStart(_ times: Int) { state.value.withLock { $0.startFailures = times } }

  var launches: Int { state.value.withLock(\.launches) }

  func start(connects: Bool = true) {
    connector.start(services: services, kept: [], connects: connects) { [state] result in
      state.value.withLock { $0.created.append(result) }
    }
  }

  var created: [SendResult] { state.value.withLock(\.created) }

  /// The process of that number, from 0; waits until it is started.
  func process(_ number: Int) throws -> FakeProcess {
    try eventually("process \(number) is started") { launches > number }
    return try #require(
      state.value.withLock { state in
        state.processes = state.processes.filter { $0.key >= number }
        return state.processes[number]
      })
  }

  /// The process of that number, ready for sends.
  @discardableResult
  func up(_ number: Int) throws -> FakeProcess {
    let process = try process(number)
    process.say(.hello(FrameHello()))
    process.say(.loaded(Self.description))
    try process.next { if case .start = $0 { () } else { nil } }
    process.say(.created(SendResult(code: C4A_OK)))
    process.say(.health(ConnectorHealth(status: .ok)))
    try eventually("it is healthy") { [.ok, .degraded].contains(connector.health().status) }
    return process
  }

  /// The process of that number, ready for sends, after those before it have crashed and the wait is over.
  func upAgain(_ number: Int) throws -> FakeProcess {
    try crashed(number)
    if launches <= number { advance(by: .seconds(5)) }
    return try up(number)
  }

  /// Waits until so many processes have ended, as far as the gateway has noticed.
  func crashed(_ times: Int) throws {
    try eventually("\(times) have crashed") { connector.health().process?.crashes == UInt64(times) }
  }

  /// A second goes by, in which the process is asked whether it is there, and says yes.
  func beat(_ process: FakeProcess) throws {
    advance(by: .seconds(1))
    let ping = try process.next { if case .ping(let number) = $0 { number } else { nil } }
    process.say(.pong(ping))
    try eventually("the answer is taken") { connector.monitor.withLock { connector.state.life?.askedAt == nil } }
  }

  /// The first process, ready for sends.
  func begin() throws -> FakeProcess {
    start()
    return try up(0)
  }

  // MARK: What it is asked for

  @discardableResult
  func send(_ key: String, text: String = "hello", deadline: Duration = .seconds(3_600)) -> c4a_op {
    connector.send(HostFixture.message(text, key: key, deadline: deadline)) { [state] result in
      state.value.withLock { $0.sends[key, default: []].append(result) }
    }
  }

  func sendFile(_ key: String, _ file: OutboundFile) {
    _ = connector.sendFile(file) { [state] result in
      state.value.withLock { $0.sends[key, default: []].append(result) }
    }
  }

  func webhook(_ body: String, deadline: Duration = .seconds(3_600), isReplayed: Bool = false) {
    var request = WebhookRequest(receivedAt: 1, method: "POST", body: Array(body.utf8), deadline: deadline)
    request.isReplayed = isReplayed
    connector.webhook(request) { [state] outcome in
      state.value.withLock { $0.webhooks[body, default: []].append(outcome) }
    }
  }

  func stop(within time: Duration = .seconds(1)) {
    connector.stop(within: time) { [state] in state.value.withLock { $0.stops += 1 } }
  }

  var stops: Int { state.value.withLock(\.stops) }

  func results(_ key: String) -> [SendResult] { state.value.withLock { $0.sends[key] ?? [] } }

  func outcomes(_ body: String) -> [WebhookOutcome] { state.value.withLock { $0.webhooks[body] ?? [] } }

  /// The result of the only send of that key, or of the one of that number.
  func result(_ key: String, number: Int = 1, at location: SourceLocation = #_sourceLocation) throws -> SendResult {
    try eventually("\(key) has ended", at: location) { results(key).count >= number }
    return results(key)[number - 1]
  }

  func outcome(_ body: String, number: Int = 1, at location: SourceLocation = #_sourceLocation) throws -> WebhookOutcome
  {
    try eventually("\(body) has ended", at: location) { outcomes(body).count >= number }
    return outcomes(body)[number - 1]
  }

  func advance(by time: Duration) {
    clock.advance(by: time)
    connector.tick()
  }

  /// Ends the account, and with it its thread.
  func end() throws {
    stop(within: .zero)
    try eventually("it is over") {
      advance(by: .milliseconds(50))
      return stops > 0
    }
  }

  /// Waits for what the connector's thread brings about; fails after five seconds.
  func eventually(
    _ what: Comment, at location: SourceLocation = #_sourceLocation, _ condition: () throws -> Bool
  ) throws {
    let giveUp = ContinuousClock.now + .seconds(5)
    while try !condition() {
      try #require(ContinuousClock.now < giveUp, what, sourceLocation: location)
      usleep(200)
    }
  }
}
