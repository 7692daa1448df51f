import CConnectorABI
import Connectors
import JSON

/// One instance of a connector on the bench.
///
/// Used on the check's thread alone.
final class BenchAccount {
  let functions: c4a_connector
  let token: c4a_instance
  let settings: [String: JSONValue]
  private let bench = Bench.shared
  private var context: UnsafeMutableRawPointer?

  init(_ functions: c4a_connector, settings: [String: JSONValue], name: String = "a") {
    self.functions = functions
    self.settings = settings
    token = bench.state.withLock { state in
      let token = state.token()
      state.instances[token] = .init(settings: settings, name: name)
      return token
    }
  }

  /// How create ended; nil when it returned without saying so, which is noted.
  @discardableResult
  func create() -> SendResult? {
    let op = operation(.create)
    bench.enter(token) { _ in functions.create(bench.host, token, op, &context) }
    let result = bench.result(op)
    if result == nil {
      bench.state.withLock { $0.breach(.notInsideTheCall, "create returned without having completed its operation") }
    }
    return result
  }

  /// How connect ended; nil when it did not. A connector without connect has nothing to do.
  @discardableResult
  func connect(patience: Duration = .seconds(3)) -> SendResult? {
    run(.connect, functions.connect, patience)
  }

  @discardableResult
  func disconnect(patience: Duration = .seconds(3)) -> SendResult? {
    run(.disconnect, functions.disconnect, patience)
  }

  func health(patience: Duration = .seconds(3)) -> SendResult? { run(.health, functions.health, patience) }

  private func run(
    _ kind: BenchOperation.Kind, _ function: (@convention(c) (UnsafeMutableRawPointer?, c4a_op) -> Void)?,
    _ patience: Duration
  ) -> SendResult? {
    guard let function else { return SendResult(code: C4A_OK) }
    let op = operation(kind)
    bench.enter(token) { _ in function(context, op) }
    bench.settle(patience: patience) { !self.bench.isOpen(op) }
    return bench.result(op)
  }

  /// Begins to send; what comes of it comes with `Bench.settle`.
  func send(_ message: BenchMessage) -> c4a_op {
    let op = operation(.sendText)
    bench.enter(token) { memory in functions.sendText?(context, op, memory.message(message)) }
    return op
  }

  func sendFile(_ message: BenchMessage, _ file: c4a_file, length: UInt64) -> c4a_op {
    let op = operation(.sendFile)
    bench.enter(token) { memory in
      var raw = c4a_file_message()
      raw.message = memory.message(message)
      raw.caption = memory.text("a caption")
      raw.filename = memory.text("notes.txt")
      raw.mime = memory.text("text/plain")
      raw.sha256 = memory.text(String(repeating: "0", count: 64))
      raw.length = length
      raw.file = file
      functions.sendFile?(context, op, memory.place(raw))
    }
    return op
  }

  func webhook(_ request: BenchCallback) -> c4a_op {
    let op = operation(.onWebhookEvent)
    bench.enter(token) { memory in functions.onWebhookEvent?(context, op, memory.request(request)) }
    return op
  }

  /// What it can do beyond sending; nil where it does not have the extension. Asked for when it is first needed: a host
  /// that is older than the extension never asks.
  private(set) lazy var operations = OfferedOperations(functions)

  /// Begins to carry a change out; `before` runs when the operation has its number and the connector does not know it yet.
  func change(_ change: BenchChange, before: (c4a_op) -> Void = { _ in }) -> c4a_op {
    let op = operation(change.kind.operation)
    before(op)
    bench.enter(token) { memory in operations?.function(change.kind)?(context, op, memory.change(change)) }
    return op
  }

  func cancel(_ op: c4a_op) {
    guard let cancel = functions.cancel else { return }
    bench.enter(token) { _ in cancel(context, op) }
  }

  /// Calls back everything that is open, as cancelled, and frees the instance.
  func destroy() {
    bench.state.withLock { state in
      for (_, open) in state.held.sorted(by: { $0.key < $1.key }) where open.request.instance == token {
        state.due.append(.response(open.callback, .failure(.cancelled, detail: "the instance goes down")))
      }
      state.held = state.held.filter { $0.value.request.instance != token }
      for timer in state.timers where timer.callback.instance == token {
        state.due.append(.code(timer.callback, C4A_CANCELLED))
      }
      state.timers.removeAll { $0.callback.instance == token }
    }
    bench.settle()
    bench.enter(token) { _ in functions.destroy?(context) }
    context = nil
    bench.state.withLock { $0.instances[token]?.isAlive = false }
  }

  /// Forgets the instance as if it had never been, so that many can be made in a row.
  func forget() {
    bench.state.withLock { state in
      state.instances[token] = nil
      state.operations = state.operations.filter { $0.value.instance != token }
      state.sayings = []
    }
  }

  private func operation(_ kind: BenchOperation.Kind) -> c4a_op {
    bench.state.withLock { state in
      let op = state.token()
      state.operations[op] = BenchOperation(kind: kind, instance: token)
      return op
    }
  }
}
