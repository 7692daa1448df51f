/// Where the body of a 2xx response goes instead of into memory.
///
/// It may have got the beginning of a body when the request fails. A transfer that breaks off after that is not repeated, so
/// that no byte comes twice.
///
/// Called on the client's thread, which is everyone's: it must not wait for the network. It is not called any more once the
/// request has completed.
public protocol OutboundSink: Sendable {
  /// Appends bytes, after decompression.
  ///
  /// - Parameter bytes: some KiB, valid for this call.
  /// - Throws: anything. The request fails with `sink`; the message holds the error's description, in which there must be no
  ///   secret.
  func write(_ bytes: UnsafeRawBufferPointer) throws
}
