public import Model
public import Postgres

/// What connectors reported and nobody could be found for yet.
public enum IngressEventStore {
  public struct Entry: Sendable, Hashable {
    public var account: String
    /// The platform's or the connector's name for the event, unique per account.
    public var eventID: String
    public var kind: String
    /// One JSON object.
    public var data: [UInt8]
    public var occurredAt: Timestamp

    public init(account: String, eventID: String, kind: String, data: [UInt8], occurredAt: Timestamp) {
      self.account = account
      self.eventID = eventID
      self.kind = kind
      self.data = data
      self.occurredAt = occurredAt
    }
  }

  private static let insert = Statement(
    """
    INSERT INTO ingress_events (account, event_id, kind, data, occurred_at)
    SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::json[], $5::timestamptz[])
    ON CONFLICT DO NOTHING
    """)

  /// Keeps events, each once however often it is reported.
  public static func keep(_ entries: [Entry], on connection: PostgresConnection) throws {
    _ = try connection.query(
      insert,
      [
        .textArray(entries.map(\.account)), .textArray(entries.map(\.eventID)), .textArray(entries.map(\.kind)),
        .jsonArray(entries.map(\.data)), .timestamptzArray(entries.map(\.occurredAt.microseconds)),
      ])
  }
}
