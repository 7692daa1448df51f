/// A file on its way to one recipient over one account.
public struct OutboundFile: Sendable {
  /// Whom it goes to, and all else that is as with a text; its own text is not sent.
  public var message: OutboundText
  public var caption: String
  /// No directories.
  public var filename: String
  public var mime: String
  /// 64 lower-case hexadecimal digits.
  public var sha256: String
  public var file: FileReference

  public init(
    _ message: OutboundText, file: FileReference, caption: String = "", filename: String, mime: String,
    sha256: String
  ) {
    self.message = message
    self.file = file
    self.caption = caption
    self.filename = filename
    self.mime = mime
    self.sha256 = sha256
  }
}
