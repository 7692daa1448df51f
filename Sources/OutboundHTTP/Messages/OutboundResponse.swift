/// What came back.
public struct OutboundResponse: Sendable {
  public var status: Int
  /// Names in lower case, in the order received; names may repeat.
  public var headers: [OutboundHeader]
  /// Decompressed. Empty if it went to the request's sink.
  public var body: [UInt8]
  /// Bytes that went to the request's sink, after decompression; 0 without one.
  public var sunkBytes: UInt64
  /// The body was longer than allowed, and these are its first bytes.
  public var isTruncated: Bool
  /// From `send` to the last byte.
  public var elapsed: Duration

  public init(
    status: Int, headers: [OutboundHeader] = [], body: [UInt8] = [], sunkBytes: UInt64 = 0,
    isTruncated: Bool = false, elapsed: Duration = .zero
  ) {
    self.status = status
    self.headers = headers
    self.body = body
    self.sunkBytes = sunkBytes
    self.isTruncated = isTruncated
    self.elapsed = elapsed
  }

  /// The first header of a name, which has to be given in lower case.
  public func header(_ name: String) -> String? {
    headers.first { $0.name == name }?.value
  }
}
