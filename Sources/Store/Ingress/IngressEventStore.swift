public import Model
public import Postgres

/// What platforms reported, event by event: what makes each count once, and what audits and another try are made from.
public enum IngressEventStore {
  public struct Entry: Sendable, Hashable {
    public var account: String
    /// The platform's or the connector's name for the event, unique per account.
    public var eventID: String
    /// The channel's type.
    public var channel: String
    public var kind: String
    /// One JSON object: everything that the connector said.
    public var data: [UInt8]
    /// The platform's own words; nil where the connector kept none.
    public var raw: [UInt8]?
    public var occurredAt: Timestamp

    public init(
      account: String, eventID: String, channel: String, kind: String, data: [UInt8], raw: [UInt8]?,
      occurredAt: Timestamp
    ) {
      self.account = account
      self.eventID = eventID
      self.channel = channel
      self.kind = kind
      self.data = data
      self.raw = raw
      self.occurredAt = occurredAt
    }
  }

  /// What makes an event the same one.
  public struct Key: Sendable, Hashable {
    public var account: String
    public var eventID: String

    public init(account: String, eventID: String) {
      self.account = account
      self.eventID = eventID
    }
  }

  /// An event that nothing could be done with yet.
  public struct Unrouted: Sendable, Hashable {
    public var id: Int64
    /// A stable code, such as `no_owner`.
    public var reason: String
    /// The platform's name of a message that has to come first.
    public var waitingFor: String?

    public init(id: Int64, reason: String, waitingFor: String?) {
      self.id = id
      self.reason = reason
      self.waitingFor = waitingFor
    }
  }

  /// An event as it was recorded.
  public struct Recorded: Sendable, Hashable {
    public var id: Int64
    public var account: String
    public var eventID: String
    public var channel: String
    public var data: [UInt8]
    public var receivedAt: Timestamp
    /// Why it has not been routed; nil where it has.
    public var reason: String?
  }

  // Most events find their way in the same transaction; for the others this is taken back (defer).
  private static let recordStatement = Statement(
    """
    INSERT INTO ingress_events (account, event_id, channel, kind, data, raw, occurred_at, routed_at)
    SELECT i.account, i.event_id, i.channel, i.kind, i.data, i.raw, i.occurred_at, now()
    FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::json[], $6::bytea[], $7::timestamptz[])
      WITH ORDINALITY AS i(account, event_id, channel, kind, data, raw, occurred_at, ordinal)
    ORDER BY i.ordinal
    ON CONFLICT DO NOTHING
    RETURNING id, account, event_id
    """)
  private static let deferStatement = Statement(
    """
    UPDATE ingress_events e SET routed_at = NULL, reason = k.reason, waiting_for = k.waiting_for
    FROM unnest($1::bigint[], $2::text[], $3::text[]) AS k(id, reason, waiting_for) WHERE e.id = k.id
    """)
  private static let claimStatement = Statement(
    """
    UPDATE ingress_events e SET routed_at = coalesce(routed_at, now()), reason = NULL, waiting_for = NULL
    FROM unnest($1::bigint[]) AS k(id) WHERE e.id = k.id AND (e.routed_at IS NULL OR $2)
    RETURNING e.id
    """)
  private static let columns = "e.id, e.account, e.event_id, e.channel, e.data, e.received_at, e.reason"
  // Bounded by the index of waiting events and by the age after which nobody waits any more.
  private static let readyStatement = Statement(
    """
    SELECT \(columns) FROM ingress_events e
    WHERE e.waiting_for IS NOT NULL AND e.received_at > now() - make_interval(secs => $1)
      AND (EXISTS (SELECT FROM remote_messages r WHERE r.account = e.account AND r.remote_id = e.waiting_for)
        OR EXISTS (SELECT FROM deliveries d WHERE d.account = e.account AND d.external_message_id = e.waiting_for))
    ORDER BY e.id LIMIT $2
    """)
  private static let selectStatement = Statement(
    """
    SELECT \(columns) FROM ingress_events e
    WHERE e.id > $1 AND ($2::text IS NULL OR e.account = $2) AND ($3::timestamptz IS NULL OR e.received_at >= $3)
      AND ($4 OR e.routed_at IS NULL)
    ORDER BY e.id LIMIT $5
    """)
  private static let pruneStatement = Statement(
    """
    DELETE FROM ingress_events WHERE ctid = ANY (ARRAY(
      SELECT old.ctid FROM (SELECT ctid, received_at FROM ingress_events ORDER BY id LIMIT $2) old
      WHERE old.received_at < now() - make_interval(secs => $1)))
    """)

  /// Records events; those whose key was recorded before are passed over.
  public static func record(_ entries: [Entry]) -> Query {
    Query(
      recordStatement,
      [
        .textArray(entries.map(\.account)), .textArray(entries.map(\.eventID)), .textArray(entries.map(\.channel)),
        .textArray(entries.map(\.kind)), .jsonArray(entries.map(\.data)), .optionalByteaArray(entries.map(\.raw)),
        .timestamptzArray(entries.map(\.occurredAt.microseconds)),
      ])
  }

  /// The new events among those recorded, with their ids.
  public static func recorded(from rows: Rows) throws -> [Key: Int64] {
    var ids: [Key: Int64] = [:]
    for row in rows { ids[Key(account: try row.text(1), eventID: try row.text(2))] = try row.int64(0) }
    return ids
  }

  /// Puts events back that nothing could be done with.
  public static func `defer`(_ events: [Unrouted]) -> Query {
    Query(
      deferStatement,
      [
        .int64Array(events.map(\.id)), .textArray(events.map(\.reason)), .optionalTextArray(events.map(\.waitingFor)),
      ])
  }

  /// Takes events for another try, so that no other node does; answers with those that were to be had.
  /// - Parameter again: Takes those too that were routed before.
  public static func claim(_ ids: [Int64], again: Bool) -> Query {
    Query(claimStatement, [.int64Array(ids), .bool(again)])
  }

  /// Events that waited for a message which is known by now.
  public static func ready(youngerThan age: Duration, limit: Int, on connection: PostgresConnection) throws
    -> [Recorded]
  {
    try connection.query(readyStatement, [.double(age.seconds), .int64(Int64(limit))]).map(recorded(from:))
  }

  /// Recorded events behind `id`, oldest first.
  /// - Parameter routed: With those that have been routed.
  public static func select(
    after id: Int64, account: String?, since: Timestamp?, routed: Bool, limit: Int, on connection: PostgresConnection
  ) throws -> [Recorded] {
    try connection.query(
      selectStatement,
      [.int64(id), .optionalText(account), .optionalTime(since), .bool(routed), .int64(Int64(limit))]
    ).map(recorded(from:))
  }

  /// Forgets events older than `age`, at most `limit`; answers with their number.
  public static func prune(olderThan age: Duration, limit: Int, on connection: PostgresConnection) throws -> Int {
    try connection.query(pruneStatement, [.double(age.seconds), .int64(Int64(limit))]).affectedRows
  }

  private static func recorded(from row: Row) throws -> Recorded {
    Recorded(
      id: try row.int64(0), account: try row.text(1), eventID: try row.text(2), channel: try row.text(3),
      data: try row.bytes(4), receivedAt: try row.time(5), reason: try row.optionalText(6))
  }
}
