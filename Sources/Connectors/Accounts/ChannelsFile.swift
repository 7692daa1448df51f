import Glibc

/// The channel accounts of an installation, as channels.yaml lists them.
public struct ChannelsFile: Sendable, Equatable {
  public var accounts: [ChannelAccountConfiguration]

  /// The largest file that is read, in bytes.
  static let maxBytes = 1 << 20

  public init(accounts: [ChannelAccountConfiguration]) {
    self.accounts = accounts
  }

  /// Reads and checks a file. `${NAME}` in settings stands for a variable of `environment`.
  ///
  /// - Throws: `ConfigurationError` with everything that is wrong, each with its line.
  public static func load(contentsOf path: String, environment: [String: String]) throws -> ChannelsFile {
    try parse(try text(of: path), file: path, environment: environment)
  }

  /// - Throws: `ConfigurationError` for a file that cannot be read, or is too large.
  static func text(of path: String) throws -> String {
    guard let file = fopen(path, "re") else {
      throw unreadable(path, String(cString: strerror(errno)))
    }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 64 << 10)
    while bytes.count <= maxBytes {
      let count = fread(&chunk, 1, chunk.count, file)
      if count == 0 { break }
      bytes += chunk[..<count]
    }
    guard ferror(file) == 0 else { throw unreadable(path, String(cString: strerror(errno))) }
    guard bytes.count <= maxBytes else { throw unreadable(path, "it is larger than 1 MiB") }
    guard let yaml = String(validating: bytes, as: UTF8.self) else {
      throw unreadable(path, "it is not UTF-8 text")
    }
    return yaml
  }

  /// Checks the text of a file; `file` is what the messages call it, and what relative plugin paths start from.
  public static func parse(_ yaml: String, file: String, environment: [String: String]) throws -> ChannelsFile {
    var reader = ChannelsFileReader(file: file, environment: environment)
    let accounts = reader.read(yaml)
    guard reader.issues.isEmpty else { throw ConfigurationError(issues: reader.issues) }
    return ChannelsFile(accounts: accounts)
  }

  private static func unreadable(_ path: String, _ reason: String) -> ConfigurationError {
    ConfigurationError(issues: [
      ConfigurationIssue(file: path, line: 0, column: 0, message: "cannot be read: \(reason)")
    ])
  }
}
