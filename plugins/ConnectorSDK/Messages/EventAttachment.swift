/// A file that came with a message.
public struct EventAttachment: Sendable, Equatable {
  /// The platform's handle, by which the connector can fetch the bytes.
  public var reference: String
  public var mime: String
  public var filename: String
  /// Hexadecimal; empty: not known.
  public var sha256: String
  /// In bytes; 0: not known.
  public var length: UInt64

  public init(reference: String, mime: String = "", filename: String = "", sha256: String = "", length: UInt64 = 0) {
    self.reference = reference
    self.mime = mime
    self.filename = filename
    self.sha256 = sha256
    self.length = length
  }
}
