package import CConnectorABI

/// The bytes of a file in the host's storage; until the operation that brought it ends.
public struct HostFile: Sendable, Hashable {
  package let token: c4a_file
  /// In bytes.
  public let length: UInt64

  package init(token: c4a_file, length: UInt64 = 0) {
    self.token = token
    self.length = length
  }

  public static func == (a: HostFile, b: HostFile) -> Bool { a.token == b.token }

  public func hash(into hasher: inout Hasher) { hasher.combine(token) }
}

/// A file to send.
public struct FileMessage: Sendable, Equatable {
  /// Whom to send it to, and all else that is as in a text message. Its text is empty.
  public var message: TextMessage
  public var caption: String
  /// No directories.
  public var filename: String
  public var mime: String
  /// 64 lower-case hexadecimal digits.
  public var sha256: String
  /// In bytes.
  public var length: UInt64
  public var file: HostFile

  public init(
    _ message: TextMessage, file: HostFile, filename: String = "", mime: String = "", caption: String = "",
    sha256: String = "", length: UInt64 = 0
  ) {
    self.message = message
    self.caption = caption
    self.filename = filename
    self.mime = mime
    self.sha256 = sha256
    self.length = length
    self.file = file
  }

  init?(_ pointer: UnsafePointer<c4a_file_message>?) {
    guard let raw = c4a_file_message.copy(of: pointer), let message = TextMessage(raw.message) else { return nil }
    self.message = message
    caption = String(raw.caption)
    filename = String(raw.filename)
    mime = String(raw.mime)
    sha256 = String(raw.sha256)
    length = raw.length
    file = HostFile(token: raw.file, length: raw.length)
  }
}
