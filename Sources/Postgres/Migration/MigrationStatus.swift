/// Where one migration stands in a database.
public struct MigrationStatus: Sendable, Hashable {
  public enum State: Sendable, Hashable {
    /// - Parameter microsecondsSince1970: When it was applied, by the server's clock.
    case applied(microsecondsSince1970: Int64)
    case pending
    /// Applied with another text than the program has.
    case edited
    /// Applied by a newer or another program; this one does not know it.
    case unknown
  }

  public let version: Int
  public let name: String
  public let state: State
}
