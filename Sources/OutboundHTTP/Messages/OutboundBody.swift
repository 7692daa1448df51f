/// What a request carries.
public enum OutboundBody: Sendable {
  case none
  case bytes([UInt8])
  /// Sent piece by piece, with its Content-Length; never in memory as a whole.
  case source(any OutboundSource)
  /// `multipart/form-data`; the client writes the Content-Type with its boundary.
  case multipart([OutboundPart])
}
