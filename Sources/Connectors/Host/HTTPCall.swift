import CConnectorABI

/// An HTTP request of a connector whose callback is still to be called.
///
/// Safe to share: the pointer is handed back to the connector, never followed.
struct HTTPCall: @unchecked Sendable {
  var callback: c4a_http_callback
  var user: UnsafeMutableRawPointer?
  /// What the port calls the request.
  var request: UInt64
  /// Of the request's body, which is in memory until then.
  var bytes: Int
  /// The operation that it is for; 0 for none.
  var cause: c4a_op
  var storesResponse: Bool
}
