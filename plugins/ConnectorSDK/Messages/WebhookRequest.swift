import CConnectorABI

/// An HTTP request of the platform, byte for byte as it came.
public struct WebhookRequest: Sendable {
  /// Microseconds since 1970.
  public var receivedAt: Int64
  /// Upper case.
  public var method: String
  /// The public URL as the platform called it, where known: some signatures cover it.
  public var url: String
  /// What follows `/ingress/<account>`, still percent-encoded.
  public var path: String
  /// Without the `?`, still percent-encoded.
  public var query: String
  /// Textual IP address of the caller.
  public var remoteAddress: String
  /// In the order received.
  public var headers: [HTTPHeader]
  public var body: [UInt8]

  public init(
    method: String = "POST", query: String = "", headers: [HTTPHeader] = [], body: [UInt8] = [], path: String = "",
    url: String = "", remoteAddress: String = "", receivedAt: Int64 = 0
  ) {
    self.receivedAt = receivedAt
    self.method = method
    self.url = url
    self.path = path
    self.query = query
    self.remoteAddress = remoteAddress
    self.headers = headers
    self.body = body
  }

  init?(_ pointer: UnsafePointer<c4a_webhook_request>?) {
    guard let raw = c4a_webhook_request.copy(of: pointer) else { return nil }
    receivedAt = raw.received_at_us
    method = String(raw.method)
    url = String(raw.url)
    path = String(raw.path)
    query = String(raw.query)
    remoteAddress = String(raw.remote_addr)
    headers = pairs(raw.headers, raw.header_count).map { HTTPHeader($0.0, $0.1) }
    body = [UInt8](raw.body)
  }

  /// The value of the first header of that name, in lower case.
  public func header(_ name: String) -> String? { headers.first(name) }

  /// The decoded value of the first parameter of that name in the query; nil where there is none.
  public func parameter(_ name: String) -> String? {
    for pair in query.utf8.split(separator: UInt8(ascii: "&")) {
      let parts = pair.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
      guard PercentEncoding.decode(parts[0]) == name else { continue }
      return parts.count > 1 ? PercentEncoding.decode(parts[1]) : ""
    }
    return nil
  }
}
