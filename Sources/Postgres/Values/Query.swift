/// A statement with the values for its parameters.
public struct Query: Sendable {
  public let statement: Statement
  public let parameters: [PostgresValue]

  /// - Parameter parameters: The value of `$1` first; at most 65,535.
  public init(_ statement: Statement, _ parameters: [PostgresValue] = []) {
    self.statement = statement
    self.parameters = parameters
  }
}
