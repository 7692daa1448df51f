import CConnectorABI
import ConnectorSDK

/// What a `FakeHost` remembers and owes.
struct FakeHostState: Sendable {
  /// A function to be called, with the `user` that came with it.
  // Safe to share: the pointers are the connector's, and are only handed back to it.
  struct HTTPCallback: @unchecked Sendable {
    var function: c4a_http_callback
    var user: UnsafeMutableRawPointer?
    /// What becomes of the response's body, where that is to be stored.
    var file: c4a_file?
  }

  struct Timer: @unchecked Sendable {
    var token: c4a_op
    var due: Int64
    var function: c4a_callback
    var user: UnsafeMutableRawPointer?
  }

  /// The instance, as an address.
  var context: UInt = 0
  var lastToken: UInt64 = 0
  /// Operations that have not ended; true for those of webhooks.
  var open: [c4a_op: Bool] = [:]
  var endings: [c4a_op: Result<Sent, ConnectorError>] = [:]
  var answers: [c4a_op: WebhookEnding] = [:]
  var collected: [c4a_op: [Event]] = [:]

  var script: [ScriptedAnswer] = []
  var answerAll: (@Sendable (RecordedRequest) -> ScriptedAnswer)?
  var emitResult = C4A_OK
  var keepsState = true

  var callbacks: [@Sendable () -> Void] = []
  var held: [c4a_op: HTTPCallback] = [:]
  var timers: [Timer] = []
  /// Microseconds.
  var clock: Int64 = 1_000_000

  var requests: [RecordedRequest] = []
  var events: [Event] = []
  var stored: [String: String] = [:]
  var files: [c4a_file: [UInt8]] = [:]
  var logLines: [String] = []
  var violations: [String] = []

  mutating func nextCallback() -> (@Sendable () -> Void)? {
    if !callbacks.isEmpty { return callbacks.removeFirst() }
    guard let index = timers.indices.min(by: { timers[$0].due < timers[$1].due }) else { return nil }
    let timer = timers.remove(at: index)
    clock = max(clock, timer.due)
    return { timer.function(timer.user, C4A_OK) }
  }

  mutating func take(_ request: RecordedRequest) -> ScriptedAnswer {
    requests.append(request)
    if !script.isEmpty { return script.removeFirst() }
    return answerAll?(request) ?? .json(500, #"{"error":"the test has no answer for this request"}"#)
  }

  mutating func answer(_ callback: HTTPCallback, _ answer: ScriptedAnswer) {
    if case .response(let response) = answer, let file = callback.file, response.isSuccess {
      files[file] = response.body
    }
    callbacks.append { FakeHostTable.call(callback, answer) }
  }

  /// False for what has ended.
  @discardableResult
  mutating func abort(_ token: c4a_op) -> Bool {
    if let callback = held.removeValue(forKey: token) {
      answer(callback, .failure(.cancelled()))
      return true
    }
    guard let index = timers.firstIndex(where: { $0.token == token }) else { return false }
    let timer = timers.remove(at: index)
    callbacks.append { timer.function(timer.user, C4A_CANCELLED) }
    return true
  }

  /// Ends an operation; false when it had ended, which is a breach.
  mutating func end(_ op: c4a_op) -> Bool {
    if open.removeValue(forKey: op) != nil { return true }
    violations.append("an operation was ended twice")
    return false
  }
}
