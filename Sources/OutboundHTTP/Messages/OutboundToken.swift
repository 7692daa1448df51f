/// Names a request for `OutboundHTTPClient.cancel`; never given out twice by one client.
public struct OutboundToken: Sendable, Hashable {
  public let number: UInt64

  public init(number: UInt64) {
    self.number = number
  }
}
