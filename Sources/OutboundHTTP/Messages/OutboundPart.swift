/// One part of a `multipart/form-data` body.
public struct OutboundPart: Sendable {
  public enum Content: Sendable {
    case bytes([UInt8])
    /// Sent piece by piece; never in memory as a whole.
    case source(any OutboundSource)
  }

  public var name: String
  /// Nil makes it an ordinary field.
  public var filename: String?
  public var mime: String?
  public var content: Content

  public init(name: String, filename: String? = nil, mime: String? = nil, data: [UInt8]) {
    self.name = name
    self.filename = filename
    self.mime = mime
    self.content = .bytes(data)
  }

  public init(name: String, filename: String? = nil, mime: String? = nil, source: any OutboundSource) {
    self.name = name
    self.filename = filename
    self.mime = mime
    self.content = .source(source)
  }
}
