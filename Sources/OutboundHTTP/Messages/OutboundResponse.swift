/// What came back.
public struct OutboundResponse: Sendable {
  public var status: Int
  /// Names in lower case, in the order received; names may repeat.
  public var headers: [OutboundHeader]
  /// Decompressed.
  public var body: [UInt8]
  /// The body was longer than allowed, and these are its first bytes.
  public var isTruncated: Bool
  /// From `send` to the last byte.
  public var elapsed: Duration

  public init(
    status: Int, headers: [OutboundHeader] = [], body: [UInt8] = [], isTruncated: Bool = false,
    elapsed: Duration = .zero
  ) {
    self.status = status
    self.headers = headers
    self.body = body
    self.isTruncated = isTruncated
    self.elapsed = elapsed
  }

  /// The first header of a name, which has to be given in lower case.
  public func header(_ name: String) -> String? {
    headers.first { $0.name == name }?.value
  }
}
