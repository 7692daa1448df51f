/// An HTTP request of a platform, byte for byte as it came.
public struct WebhookRequest: Sendable {
  /// The caller's own number for this request; not interpreted.
  public var operationID: UInt64?
  /// Microseconds since 1970.
  public var receivedAt: Int64
  /// Upper case.
  public var method: String
  /// The public URL as the platform called it, where known.
  public var url: String?
  /// What follows `/ingress/<account>`, still percent-encoded: empty, or `/…`.
  public var path: String
  /// Without the `?`, still percent-encoded.
  public var query: String
  /// Textual IP address of the caller.
  public var remoteAddress: String
  /// Names in lower case, in the order received; names may repeat.
  public var headers: [(name: String, value: String)]
  public var body: [UInt8]
  /// From now; without an answer by then the outcome is 503.
  public var deadline: Duration
  /// Somebody wants it to be handed over again, even if it crashed its connector of late.
  public var isReplayed = false

  public init(
    receivedAt: Int64, method: String, url: String? = nil, path: String = "", query: String = "",
    remoteAddress: String = "", headers: [(name: String, value: String)] = [], body: [UInt8] = [],
    deadline: Duration = .seconds(10)
  ) {
    self.receivedAt = receivedAt
    self.method = method
    self.url = url
    self.path = path
    self.query = query
    self.remoteAddress = remoteAddress
    self.headers = headers
    self.body = body
    self.deadline = deadline
  }
}
