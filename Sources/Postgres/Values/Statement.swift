import Synchronization

/// One written-out SQL statement with `$1`, `$2`, ... for its parameters, prepared once per connection.
///
/// Meant for `static let`: every distinct text is remembered by the process and by each connection that ran it, so text
/// must never be built from data.
public struct Statement: Sendable, Hashable {
  public let sql: String
  /// Whether the statement changes nothing, so that a connection lost under it leaves no doubt about an outcome.
  public let isReadOnly: Bool
  /// The same for the same text in the whole process; names the statement on the server.
  let id: Int

  /// - Parameters:
  ///   - sql: One statement. The types of its parameters are those of the values bound to it.
  ///   - readOnly: Promises that the statement changes nothing. A wrong promise makes a lost connection look harmless.
  public init(_ sql: String, readOnly: Bool = false) {
    self.sql = sql
    self.isReadOnly = readOnly
    self.id = Self.ids.withLock { ids in
      let id = ids[sql] ?? ids.count
      ids[sql] = id
      return id
    }
  }

  public static func == (left: Statement, right: Statement) -> Bool { left.id == right.id }

  public func hash(into hasher: inout Hasher) { hasher.combine(id) }

  private static let ids = Mutex<[String: Int]>([:])

  static let begin = Statement("BEGIN")
  static let beginSerializable = Statement("BEGIN ISOLATION LEVEL SERIALIZABLE")
  static let beginRepeatableRead = Statement("BEGIN ISOLATION LEVEL REPEATABLE READ")
  static let commit = Statement("COMMIT")
  static let rollback = Statement("ROLLBACK")
  static let deallocateAll = Statement("DEALLOCATE ALL")
}
