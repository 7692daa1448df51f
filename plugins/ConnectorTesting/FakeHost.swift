import CConnectorABI
public import ConnectorSDK
import Synchronization

/// A host for tests of connectors: it goes through the same C functions as the real one, on the test's own thread.
///
/// Requests are recorded and answered as scripted; timers end as soon as nothing else is left to do, with the clock moved;
/// so a send has ended when `send` returns, unless a request is held. Everything is remembered.
public final class FakeHost: Sendable {
  /// The one that is calling a connector now: some host functions do not say whom they mean.
  @TaskLocal static var current: FakeHost?

  let state = Mutex(FakeHostState())
  let number: UInt64
  let functions: c4a_connector
  private let settings: [String: String]

  public init(_ connector: any Connector.Type, settings: [String: String] = [:]) {
    self.settings = settings
    functions = FakeHostRegistry.functions(of: connector)
    number = FakeHostRegistry.nextNumber()
    FakeHostRegistry.add(self)
  }

  deinit { FakeHostRegistry.remove(number) }

  // MARK: Life

  /// Makes the instance. Nil: it did not say how it went before it returned.
  @discardableResult
  public func create() -> Result<Sent, ConnectorError>? {
    let op = newToken()
    enter {
      var context: UnsafeMutableRawPointer?
      functions.create?(FakeHostTable.pointer, instance, op, &context)
      let made = context.map { UInt(bitPattern: $0) } ?? 0
      state.withLock { $0.context = made }
    }
    return ending(op)
  }

  @discardableResult
  public func connect() -> Result<Sent, ConnectorError>? {
    let op = newToken()
    enter { functions.connect?(context, op) }
    settle()
    return ending(op)
  }

  public func health() -> Result<Sent, ConnectorError>? {
    let op = newToken()
    enter { functions.health?(context, op) }
    settle()
    return ending(op)
  }

  @discardableResult
  public func disconnect() -> Result<Sent, ConnectorError>? {
    let op = newToken()
    enter { functions.disconnect?(context, op) }
    settle()
    return ending(op)
  }

  /// Calls back everything that is open, as cancelled, and frees the instance.
  public func destroy() {
    abortEverything()
    settle()
    enter { functions.destroy?(context) }
    state.withLock { $0.context = 0 }
  }

  // MARK: Work

  /// Sends a text; nil while it has not ended.
  public func send(_ message: TextMessage) -> Result<Sent, ConnectorError>? {
    ending(begin(message))
  }

  /// Sends a text that may stay open; returns its number.
  public func begin(_ message: TextMessage) -> UInt64 {
    let op = newToken()
    enter { withMessage(message) { functions.sendText?(context, op, $0) } }
    settle()
    return op
  }

  /// Sends a file; nil while it has not ended.
  public func send(_ message: FileMessage) -> Result<Sent, ConnectorError>? {
    let op = newToken()
    enter { withFile(message) { functions.sendFile?(context, op, $0) } }
    settle()
    return ending(op)
  }

  /// A file in the host's storage, to be named in messages.
  public func file(_ bytes: [UInt8] = []) -> HostFile {
    let token = newToken(isOperation: false)
    state.withLock { $0.files[token] = bytes }
    return HostFile(token: token, length: UInt64(bytes.count))
  }

  public func cancel(_ op: UInt64) {
    enter { functions.cancel?(context, op) }
    settle()
  }

  /// Hands over a request of the platform; nil while it has not ended.
  public func webhook(_ request: WebhookRequest) -> WebhookEnding? {
    let op = newToken(isWebhook: true)
    enter { withRequest(request) { functions.onWebhookEvent?(context, op, $0) } }
    settle()
    return state.withLock { $0.answers[op] }
  }

  /// How an operation ended; nil while it has not.
  public func ending(_ op: UInt64) -> Result<Sent, ConnectorError>? { state.withLock { $0.endings[op] } }

  public func answer(to op: UInt64) -> WebhookEnding? { state.withLock { $0.answers[op] } }

  /// Makes the callbacks that are due, and lets time pass, until nothing is left to do.
  public func settle() {
    while let callback = state.withLock({ $0.nextCallback() }) {
      enter(callback)
    }
  }

  // MARK: Script

  /// Answers to the next requests, one for each; without one a request is answered with 500.
  public func script(_ answers: ScriptedAnswer...) {
    state.withLock { $0.script += answers }
  }

  /// Answers all requests for which there is no script.
  public func answerAll(_ answer: @escaping @Sendable (RecordedRequest) -> ScriptedAnswer) {
    state.withLock { $0.answerAll = answer }
  }

  /// Answers the requests that are held.
  public func answerHeld(_ answer: ScriptedAnswer) {
    state.withLock { state in
      for (_, callback) in state.held { state.answer(callback, answer) }
      state.held = [:]
    }
    settle()
  }

  /// What `emit` answers from now on; C4A_OK at first.
  public func setEmitResult(_ code: Int32) { state.withLock { $0.emitResult = code } }

  /// Whether `state_get` and `state_set` work; true at first.
  public func setKeepsState(_ keeps: Bool) { state.withLock { $0.keepsState = keeps } }

  /// Moves the clock; timers that are due then end.
  public func advance(by duration: Duration) {
    state.withLock { $0.clock += duration.components.seconds * 1_000_000 }
    settle()
  }

  // MARK: Memory

  public var requests: [RecordedRequest] { state.withLock(\.requests) }
  /// Those that no webhook request brought.
  public var events: [Event] { state.withLock(\.events) }
  public var stored: [String: String] { state.withLock(\.stored) }
  public var logLines: [String] { state.withLock(\.logLines) }
  /// Breaches of the interface: operations ended twice, callbacks owed.
  public var violations: [String] { state.withLock(\.violations) }
  public var openOperations: Int { state.withLock { $0.open.count } }

  // MARK: -

  var instance: c4a_instance { number << 32 }

  func setting(_ name: String) -> String? { settings[name] }

  func newToken(isWebhook: Bool = false, isOperation: Bool = true) -> UInt64 {
    state.withLock { state in
      state.lastToken += 1
      let token = number << 32 | state.lastToken
      if isOperation { state.open[token] = isWebhook }
      return token
    }
  }

  var context: UnsafeMutableRawPointer? { UnsafeMutableRawPointer(bitPattern: state.withLock(\.context)) }

  func enter(_ body: () -> Void) { FakeHost.$current.withValue(self, operation: body) }

  private func abortEverything() {
    state.withLock { state in
      for token in Array(state.held.keys) + state.timers.map(\.token) { state.abort(token) }
    }
  }
}
