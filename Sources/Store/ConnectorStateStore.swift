public import Model
public import Postgres

/// The values that connectors keep, by account and key.
public enum ConnectorStateStore {
  /// A value, or that there is none any more.
  public struct Change: Sendable, Hashable {
    public var account: String
    /// 1 to 128 bytes.
    public var key: String
    /// At most 64 KiB; nil removes it.
    public var value: [UInt8]?
    /// Of two changes of a key the later one holds, in whatever order they are applied.
    public var changedAt: Timestamp

    public init(account: String, key: String, value: [UInt8]?, changedAt: Timestamp) {
      self.account = account
      self.key = key
      self.value = value
      self.changedAt = changedAt
    }
  }

  private static let upsert = Statement(
    """
    INSERT INTO connector_state (account, key, value, updated_at)
    SELECT DISTINCT ON (account, key) account, key, value, updated_at
    FROM unnest($1::text[], $2::text[], $3::bytea[], $4::timestamptz[]) AS change (account, key, value, updated_at)
    ORDER BY account, key, updated_at DESC
    ON CONFLICT (account, key) DO UPDATE SET value = excluded.value, updated_at = excluded.updated_at
    WHERE connector_state.updated_at < excluded.updated_at
    """)
  private static let deleteRemoved = Statement(
    "DELETE FROM connector_state WHERE value IS NULL AND updated_at < now() - interval '1 hour'")
  private static let select = Statement(
    "SELECT account, key, value, updated_at FROM connector_state WHERE account = ANY ($1::text[])")

  /// Applies changes as a part of the caller's transaction.
  public static func apply(_ changes: [Change], on connection: PostgresConnection) throws {
    guard !changes.isEmpty else { return }
    _ = try connection.query(
      upsert,
      [
        .textArray(changes.map(\.account)), .textArray(changes.map(\.key)),
        .optionalByteaArray(changes.map(\.value)), .timestamptzArray(changes.map(\.changedAt.microseconds)),
      ])
  }

  /// Deletes what was removed so long ago that no older change can be on its way.
  public static func prune(on connection: PostgresConnection) throws {
    _ = try connection.query(deleteRemoved)
  }

  /// The last change of each key, the removals of the last hour included.
  public static func load(accounts: [String], on connection: PostgresConnection) throws -> [Change] {
    try connection.query(select, [.textArray(accounts)]).map {
      Change(account: try $0.text(0), key: try $0.text(1), value: try $0.optionalBytes(2), changedAt: try $0.time(3))
    }
  }
}
