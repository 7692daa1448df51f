/// Why no project was made. Nothing has been left behind.
public struct ConnectorProjectError: Error, Sendable, CustomStringConvertible {
  public enum Code: Sendable {
    /// The name cannot be that of a connector.
    case badName
    /// There is something already where the project would be.
    case exists
    /// The folder or one of its files cannot be written.
    case cannotWrite
  }

  public let code: Code
  public let message: String

  public var description: String { message }
}
