/// One step of the schema's history. Once applied anywhere it is never edited; a mistake is mended by the next one.
public struct Migration: Sendable, Hashable {
  /// Ascending; the NNNN of `NNNN_name.sql`.
  public let version: Int
  public let name: String
  /// Statements separated by semicolons, run in one transaction: no BEGIN, COMMIT or CREATE INDEX CONCURRENTLY.
  public let sql: String

  public init(version: Int, name: String, sql: String) {
    self.version = version
    self.name = name
    self.sql = sql
  }

  /// How people refer to it: `0001_name`.
  public var label: String {
    let digits = String(version)
    return String(repeating: "0", count: max(0, 4 - digits.count)) + digits + "_" + name
  }
}
