/// What the host needs of whoever makes HTTP requests for connectors.
///
/// Both functions return at once and are called with a lock held: `completion` must not be called from within them.
public protocol ConnectorHTTPPort: Sendable {
  /// Whether responses can become files.
  var storesResponses: Bool { get }

  /// Makes a request; `completion` is called exactly once, from any thread, and returns soon.
  ///
  /// - Returns: what `cancel` names the request by.
  func send(
    _ request: ConnectorHTTPRequest, completion: @escaping @Sendable (ConnectorHTTPOutcome) -> Void
  ) -> UInt64

  /// Gives a request up. It completes all the same, with `cancelled` unless it has ended.
  func cancel(_ request: UInt64)
}

extension ConnectorHTTPPort {
  public var storesResponses: Bool { false }
}
