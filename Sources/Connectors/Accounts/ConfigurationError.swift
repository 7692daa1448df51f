/// A configuration that cannot be used: everything that is wrong with it, at once. Trying again does not help.
public struct ConfigurationError: Error, Sendable, Equatable, CustomStringConvertible {
  /// At least one, in the order of the file.
  public var issues: [ConfigurationIssue]

  public init(issues: [ConfigurationIssue]) {
    self.issues = issues
  }

  public var description: String {
    issues.map(\.description).joined(separator: "\n")
  }
}
