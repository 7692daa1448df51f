/// A file that came with a message of a platform.
public struct EventAttachment: Sendable, Equatable {
  /// The platform's handle, by which the connector can fetch the bytes.
  public var mediaReference: String?
  public var mime: String?
  public var filename: String?
  /// Hexadecimal.
  public var sha256: String?
  /// In bytes.
  public var length: UInt64?

  public init(
    mediaReference: String? = nil, mime: String? = nil, filename: String? = nil, sha256: String? = nil,
    length: UInt64? = nil
  ) {
    self.mediaReference = mediaReference
    self.mime = mime
    self.filename = filename
    self.sha256 = sha256
    self.length = length
  }
}
