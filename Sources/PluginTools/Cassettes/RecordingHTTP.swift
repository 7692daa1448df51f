package import Connectors
import Synchronization

/// Lets requests through and remembers them with their answers.
package final class RecordingHTTP: ConnectorHTTPPort {
  private let inner: any ConnectorHTTPPort
  private let mask: SecretMask
  private let exchanges = Mutex<[CassetteExchange]>([])

  package init(_ inner: any ConnectorHTTPPort, mask: SecretMask) {
    self.inner = inner
    self.mask = mask
  }

  package func send(
    _ request: ConnectorHTTPRequest, completion: @escaping @Sendable (ConnectorHTTPOutcome) -> Void
  ) -> UInt64 {
    inner.send(request) { outcome in
      self.exchanges.withLock { $0.append(CassetteExchange(request, outcome, self.mask)) }
      completion(outcome)
    }
  }

  package func cancel(_ request: UInt64) { inner.cancel(request) }

  /// What was recorded since it was asked last.
  package func take() -> [CassetteExchange] {
    exchanges.withLock { exchanges in
      defer { exchanges = [] }
      return exchanges
    }
  }
}
