import Connectors
import Synchronization

/// A platform for a connector on the gateway's own host: answers as it is told, and remembers what it was asked.
final class ScriptedHTTP: ConnectorHTTPPort {
  private struct State {
    var answer: @Sendable (ConnectorHTTPRequest) -> BenchAnswer
    var asked: [ConnectorHTTPRequest] = []
    var held: [UInt64: @Sendable (ConnectorHTTPOutcome) -> Void] = [:]
    var lastNumber: UInt64 = 0
  }

  private let state: Mutex<State>

  init(_ answer: @escaping @Sendable (ConnectorHTTPRequest) -> BenchAnswer) { state = Mutex(State(answer: answer)) }

  /// Answers like this from now on.
  func answer(_ answer: @escaping @Sendable (ConnectorHTTPRequest) -> BenchAnswer) {
    state.withLock { $0.answer = answer }
  }

  var asked: [ConnectorHTTPRequest] { state.withLock(\.asked) }
  var heldCount: Int { state.withLock { $0.held.count } }

  /// Answers what is held.
  func release(_ outcome: ConnectorHTTPOutcome) {
    let held = state.withLock { state in
      defer { state.held = [:] }
      return state.held.sorted { $0.key < $1.key }.map(\.value)
    }
    for completion in held { completion(outcome) }
  }

  func send(
    _ request: ConnectorHTTPRequest, completion: @escaping @Sendable (ConnectorHTTPOutcome) -> Void
  ) -> UInt64 {
    let (number, outcome): (UInt64, ConnectorHTTPOutcome?) = state.withLock { state in
      state.lastNumber += 1
      state.asked.append(request)
      switch state.answer(request) {
      case .outcome(let outcome): return (state.lastNumber, outcome)
      case .held:
        state.held[state.lastNumber] = completion
        return (state.lastNumber, nil)
      }
    }
    // The host holds a lock while it asks.
    if let outcome { OperatingSystemThread.start(name: "c4a-scripted") { completion(outcome) } }
    return number
  }

  func cancel(_ request: UInt64) {
    guard let completion = state.withLock({ $0.held.removeValue(forKey: request) }) else { return }
    OperatingSystemThread.start(name: "c4a-scripted") { completion(.failure(.cancelled, detail: "cancelled")) }
  }
}
