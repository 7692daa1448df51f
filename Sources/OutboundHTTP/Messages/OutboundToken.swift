/// Names a request for `OutboundHTTPClient.cancel`; never given out twice by one client.
public struct OutboundToken: Sendable, Hashable {
  let number: UInt64
}
