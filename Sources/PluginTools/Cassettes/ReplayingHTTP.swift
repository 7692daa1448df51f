package import Connectors
import Synchronization

/// Answers requests from a cassette, in order, and notes where the connector asks something else.
package final class ReplayingHTTP: ConnectorHTTPPort {
  private struct State {
    var expected: [CassetteExchange] = []
    var differences: [String] = []
    var asked = 0
    var lastNumber: UInt64 = 0
  }

  private let mask: SecretMask
  private let state = Mutex(State())

  package init(mask: SecretMask) { self.mask = mask }

  package func expect(_ exchanges: [CassetteExchange]) {
    state.withLock { state in
      state.expected = exchanges
      state.asked = 0
    }
  }

  /// What was not as recorded since it was asked last.
  package func takeDifferences() -> [String] {
    state.withLock { state in
      defer {
        state.differences = []
        state.expected = []
      }
      return state.differences
        + state.expected.map { "  the connector does not ask: \($0.method) \($0.url)" }
    }
  }

  package func send(
    _ request: ConnectorHTTPRequest, completion: @escaping @Sendable (ConnectorHTTPOutcome) -> Void
  ) -> UInt64 {
    let asked = CassetteExchange(request, .failure(.forbidden, detail: ""), mask)
    let (number, outcome): (UInt64, ConnectorHTTPOutcome) = state.withLock { state in
      state.lastNumber += 1
      state.asked += 1
      guard !state.expected.isEmpty else {
        state.differences.append("  request \(state.asked) was not recorded: \(asked.method) \(asked.url)")
        return (state.lastNumber, .failure(.forbidden, detail: "the cassette has no answer for this request"))
      }
      let recorded = state.expected.removeFirst()
      if let difference = recorded.difference(from: asked) {
        state.differences.append("  request \(state.asked) differs\n\(difference)")
      }
      return (state.lastNumber, recorded.outcome)
    }
    // The host holds a lock while it asks.
    OperatingSystemThread.start(name: "c4a-replay") { completion(outcome) }
    return number
  }

  package func cancel(_ request: UInt64) {}
}
