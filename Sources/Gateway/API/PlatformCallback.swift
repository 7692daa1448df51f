/// A platform's HTTP request, byte for byte as it came.
public struct PlatformCallback: Sendable {
  /// Upper case.
  public var method: String
  /// Path and query as they came, still percent-encoded.
  public var target: String
  /// What follows `/ingress/<account>` in the path: empty, or `/…`.
  public var path: String
  /// Without the `?`.
  public var query: String
  public var remoteAddress: String
  /// Names in lower case, in the order received; names may repeat.
  public var headers: [(name: String, value: String)]
  public var body: [UInt8]

  public init(
    method: String, target: String, path: String, query: String, remoteAddress: String,
    headers: [(name: String, value: String)], body: [UInt8]
  ) {
    self.method = method
    self.target = target
    self.path = path
    self.query = query
    self.remoteAddress = remoteAddress
    self.headers = headers
    self.body = body
  }
}

/// What a platform is told.
public struct CallbackAnswer: Sendable {
  /// 200 to 599.
  public var status: Int
  public var headers: [(name: String, value: String)]
  public var body: [UInt8]

  public init(status: Int, headers: [(name: String, value: String)] = [], body: [UInt8] = []) {
    self.status = status
    self.headers = headers
    self.body = body
  }
}
