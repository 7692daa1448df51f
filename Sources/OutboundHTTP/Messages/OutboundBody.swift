/// What a request carries.
public enum OutboundBody: Sendable {
  case none
  case bytes([UInt8])
  /// `multipart/form-data`; the client writes the Content-Type with its boundary.
  case multipart([OutboundPart])
}

/// One part of a `multipart/form-data` body.
public struct OutboundPart: Sendable {
  public var name: String
  /// Nil makes it an ordinary field.
  public var filename: String?
  public var mime: String?
  public var data: [UInt8]

  public init(name: String, filename: String? = nil, mime: String? = nil, data: [UInt8]) {
    self.name = name
    self.filename = filename
    self.mime = mime
    self.data = data
  }
}
