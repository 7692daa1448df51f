import Connectors
import Synchronization

/// Takes connectors' HTTP requests, and answers them when the test says so.
final class FakeHTTP: ConnectorHTTPPort {
  private struct State {
    var requests: [ConnectorHTTPRequest] = []
    var completions: [UInt64: @Sendable (ConnectorHTTPOutcome) -> Void] = [:]
    var cancelled: [UInt64] = []
  }

  private let state = Mutex(State())
  let storesResponses: Bool

  init(storesResponses: Bool = false) {
    self.storesResponses = storesResponses
  }

  var requests: [ConnectorHTTPRequest] { state.withLock(\.requests) }
  /// By the number of the request, which counts from 0.
  var cancelled: [UInt64] { state.withLock(\.cancelled) }

  func send(
    _ request: ConnectorHTTPRequest, completion: @escaping @Sendable (ConnectorHTTPOutcome) -> Void
  ) -> UInt64 {
    state.withLock { state in
      let number = UInt64(state.requests.count)
      state.requests.append(request)
      state.completions[number] = completion
      return number
    }
  }

  func cancel(_ request: UInt64) {
    state.withLock { $0.cancelled.append(request) }
  }

  func answer(_ number: UInt64, _ outcome: ConnectorHTTPOutcome) {
    state.withLock { $0.completions.removeValue(forKey: number) }?(outcome)
  }
}
