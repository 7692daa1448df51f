/// One mistake in a configuration file, said so that it can be put right.
public struct ConfigurationIssue: Sendable, Equatable, CustomStringConvertible {
  public var file: String
  /// Counts from 1; 0 when the mistake is not in one line.
  public var line: Int
  public var column: Int
  /// What is wrong and what would be right. Holds no secret.
  public var message: String

  public init(file: String, line: Int, column: Int, message: String) {
    self.file = file
    self.line = line
    self.column = column
    self.message = message
  }

  /// `file:line:column: message`, as compilers write it.
  public var description: String {
    line > 0 ? "\(file):\(line):\(column): \(message)" : "\(file): \(message)"
  }
}
