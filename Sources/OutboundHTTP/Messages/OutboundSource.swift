/// Bytes that a request sends and that are read piece by piece, by position, as often as needed: a redirect or a repeated
/// request reads them again.
///
/// Called on the client's thread, which is everyone's: it must not wait for the network. It is not called any more once the
/// request has completed.
public protocol OutboundSource: Sendable {
  /// In bytes; the request's `Content-Length`. It must stay the same; what the source has beyond it is not sent.
  var length: UInt64 { get }

  /// Reads up to `buffer.count` bytes from `offset` and returns how many; 0 only at the end.
  ///
  /// - Parameter buffer: never empty, at most 128 KiB, valid for this call.
  /// - Throws: anything. The request fails with `source`, as it does if the bytes end before `length`; the message holds
  ///   the error's description, in which there must be no secret.
  func read(at offset: UInt64, into buffer: UnsafeMutableRawBufferPointer) throws -> Int
}
