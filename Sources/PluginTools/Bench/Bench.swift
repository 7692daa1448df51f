import CConnectorABI
import Connectors
import Glibc
import JSON
import Synchronization

/// A host for one check: every answer of it can be scripted, its memory can be fenced, its clock stands until something
/// waits for it, and it remembers what a connector did and which rules were broken.
///
/// The check calls the connector on its own thread, one call at a time; the host's functions may come from any thread.
final class Bench: Sendable {
  /// The host's functions get no context, and a check has a process to itself: so there is one.
  static let shared = Bench()

  let state = Mutex(BenchState())
  /// How memory is laid out for the connector; set before the first call.
  let layout = Mutex(BenchMemory())
  /// What `create` hands out. Never freed, as the interface promises.
  private let table = Mutex<UInt>(0)

  private init() {}

  // MARK: Script

  /// Lays memory out like this from now on.
  func lay(_ memory: BenchMemory) { layout.withLock { $0 = memory } }

  /// The host table that instances made from now on get; as in the header unless a check has placed another one.
  var host: UnsafePointer<c4a_host> {
    table.withLock { address in
      if address == 0 {
        var memory = BenchMemory()
        address = UInt(bitPattern: memory.place(BenchTable.make(abi: UInt32(C4A_ABI))))
      }
      return UnsafePointer(bitPattern: address)!
    }
  }

  func placeTable(_ memory: BenchMemory, abi: UInt32) {
    var memory = memory
    let address = UInt(bitPattern: memory.place(BenchTable.make(abi: abi)))
    table.withLock { $0 = address }
  }

  /// Answers requests like this from now on.
  func answer(_ answer: @escaping @Sendable (ConnectorHTTPRequest) -> BenchAnswer) {
    state.withLock { $0.answer = answer }
  }

  func answerAll(_ answer: BenchAnswer) { self.answer { _ in answer } }

  /// Answers the requests that are held: all, or those of an operation and those of none.
  func release(_ answer: BenchAnswer, of operation: c4a_op? = nil) {
    guard case .outcome(let outcome) = answer else { return }
    state.withLock { state in
      for (token, open) in state.held.sorted(by: { $0.key < $1.key }) {
        guard operation == nil || open.request.cause == operation || open.request.cause == 0 else { continue }
        state.held[token] = nil
        state.due.append(.response(open.callback, state.stored(outcome, of: open.request.request)))
      }
    }
  }

  // MARK: Memory

  func operation(_ token: c4a_op) -> BenchOperation? { state.withLock { $0.operations[token] } }
  func result(_ token: c4a_op) -> SendResult? { operation(token)?.result }
  func isOpen(_ token: c4a_op) -> Bool { operation(token)?.isOpen ?? false }
  var requests: [BenchRequest] { state.withLock(\.requests) }
  var breaches: [BenchBreach] { state.withLock(\.breaches) }
  func breaches(_ kinds: BenchBreach.Kind...) -> [BenchBreach] { breaches.filter { kinds.contains($0.kind) } }
  var heldCount: Int { state.withLock { $0.held.count } }

  /// Forgets what has been done and asked so far, but not what is open: so the memory of many sends is the connector's.
  func forgetWork() {
    state.withLock { state in
      state.operations = state.operations.filter { $0.value.isOpen }
      state.requests = []
      state.events = []
      state.sayings = []
    }
  }

  // MARK: Calls

  /// Runs a function of an instance, as nothing else of it runs.
  func enter(_ instance: c4a_instance, _ body: (inout BenchMemory) -> Void) {
    state.withLock { $0.running = instance }
    var memory = layout.withLock { BenchMemory(kind: $0.kind, shape: $0.shape) }
    body(&memory)
    memory.end()
    state.withLock { $0.running = 0 }
  }

  /// Makes the callbacks that are due and lets time pass, until `done`, or nothing is left to do.
  ///
  /// - Parameter patience: how long, in real time, a connector's own threads may take when nothing else is left.
  @discardableResult
  func settle(patience: Duration = .seconds(2), until done: (() -> Bool)? = nil) -> Bool {
    let clock = ContinuousClock()
    var idleSince = clock.now
    var timersLeft = 20_000
    while true {
      if let done, done() { return true }
      if let due = state.withLock({ $0.due.isEmpty ? nil : $0.due.removeFirst() }) {
        call(due)
        idleSince = clock.now
      } else if timersLeft > 0, let timer = nextTimer() {
        timersLeft -= 1
        call(.code(timer.callback, C4A_OK))
        idleSince = clock.now
      } else {
        guard done != nil, clock.now - idleSince < patience else { return done?() ?? true }
        usleep(500)
      }
    }
  }

  private func nextTimer() -> BenchState.Timer? {
    state.withLock { state in
      guard let index = state.timers.indices.min(by: { state.timers[$0].due < state.timers[$1].due }) else {
        return nil
      }
      let timer = state.timers.remove(at: index)
      state.clock = max(state.clock, timer.due)
      return timer
    }
  }

  private func call(_ due: BenchState.Due) {
    switch due {
    case .code(let callback, let code):
      guard case .timer(let function) = callback.function else { return }
      enter(callback.instance) { _ in function(callback.user, code) }
    case .response(let callback, let outcome):
      guard case .http(let function) = callback.function else { return }
      enter(callback.instance) { memory in
        var raw = c4a_http_response()
        switch outcome {
        case .failure(let failure, let detail):
          raw.code = failure.code
          raw.detail = memory.text(detail)
        case .response(let response):
          raw.status = UInt32(response.status)
          raw.headers = memory.pairs(response.headers.map { ($0.name, $0.value) })
          raw.header_count = response.headers.count
          raw.body = memory.text(response.body)
          raw.file = response.file?.number ?? 0
          raw.file_length = response.file?.length ?? 0
        }
        function(callback.user, memory.place(raw))
      }
    }
  }
}
