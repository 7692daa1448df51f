/// A file as a request, a response or a message names it.
public struct FileReference: Sendable, Equatable {
  /// What the other side of the border, or of the connection to a connector's process, calls it.
  package var number: UInt64
  /// In bytes; 0 where only a number is known.
  public var length: UInt64
  /// The bytes; nil only until the number has been looked up.
  public var file: (any ConnectorFile)?

  public init(_ file: any ConnectorFile) {
    self.init(number: 0, length: file.length)
    self.file = file
  }

  package init(number: UInt64, length: UInt64 = 0) {
    self.number = number
    self.length = length
  }

  public static func == (a: FileReference, b: FileReference) -> Bool {
    a.number == b.number && a.length == b.length && a.file === b.file
  }
}

extension ConnectorHTTPRequest {
  /// Finds the files that it names by their numbers; false where one is not there.
  mutating func findFiles(_ find: (UInt64) -> (any ConnectorFile)?) -> Bool {
    switch body {
    case .none, .bytes:
      return true
    case .file(var reference):
      reference.file = find(reference.number)
      body = .file(reference)
      return reference.file != nil
    case .parts(var parts):
      for index in parts.indices {
        guard let number = parts[index].file?.number else { continue }
        guard let file = find(number) else { return false }
        parts[index].file?.file = file
      }
      body = .parts(parts)
      return true
    }
  }
}
