public import Model
public import Postgres

// Whole requests of platforms among the recorded events: those that crashed their connector.
extension IngressEventStore {
  /// A request that is to be handed to its connector again.
  public struct Callback: Sendable, Hashable {
    public var id: Int64
    public var account: String
    /// One JSON object: everything but the body.
    public var data: [UInt8]
    public var body: [UInt8]
    public var receivedAt: Timestamp
  }

  // One that crashes again after it was replayed waits again.
  private static let keepStatement = Statement(
    """
    INSERT INTO ingress_events (account, event_id, channel, kind, data, raw, occurred_at, reason)
    SELECT DISTINCT ON (i.account, i.event_id)
      i.account, i.event_id, i.channel, i.kind, i.data, i.raw, i.occurred_at, 'connector_crashed'
    FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::json[], $6::bytea[], $7::timestamptz[])
      AS i(account, event_id, channel, kind, data, raw, occurred_at)
    ON CONFLICT (account, event_id) DO UPDATE SET routed_at = NULL, reason = excluded.reason, waiting_for = NULL
    """)
  // The column is free in these records: they wait for no message, but for a gateway.
  private static let replayStatement = Statement(
    """
    UPDATE ingress_events e SET waiting_for = 'replay'
    FROM unnest($1::bigint[]) AS k(id) WHERE e.id = k.id AND e.kind = 'callback' AND (e.routed_at IS NULL OR $2)
    """)
  // Whoever claims one hands it over; what it does not live to do is for the next replay.
  private static let claimCallbacksStatement = Statement(
    """
    UPDATE ingress_events e SET waiting_for = NULL
    FROM (SELECT id FROM ingress_events
      WHERE account = ANY ($1::text[]) AND waiting_for = 'replay' AND kind = 'callback'
      ORDER BY id LIMIT $2 FOR UPDATE SKIP LOCKED) k
    WHERE e.id = k.id
    RETURNING e.id, e.account, e.data, e.raw, e.received_at
    """)
  private static let settleStatement = Statement(
    """
    UPDATE ingress_events SET reason = $2::text, routed_at = CASE WHEN $2::text IS NULL THEN now() END WHERE id = $1
    """)

  /// Records requests; one that was recorded before waits again.
  public static func keep(_ entries: [Entry]) -> Query {
    Query(
      keepStatement,
      [
        .textArray(entries.map(\.account)), .textArray(entries.map(\.eventID)), .textArray(entries.map(\.channel)),
        .textArray(entries.map(\.kind)), .jsonArray(entries.map(\.data)), .optionalByteaArray(entries.map(\.raw)),
        .timestamptzArray(entries.map(\.occurredAt.microseconds)),
      ])
  }

  /// Has a gateway hand requests to their connectors again.
  /// - Parameter again: Those too that were answered before.
  public static func replay(callbacks ids: [Int64], again: Bool) -> Query {
    Query(replayStatement, [.int64Array(ids), .bool(again)])
  }

  /// Takes requests of these accounts that are to be handed over again.
  public static func claimCallbacks(
    of accounts: [String], limit: Int, on connection: PostgresConnection
  ) throws -> [Callback] {
    try connection.query(claimCallbacksStatement, [.textArray(accounts), .int64(Int64(limit))]).map { row in
      Callback(
        id: try row.int64(0), account: try row.text(1), data: try row.bytes(2), body: try row.optionalBytes(3) ?? [],
        receivedAt: try row.time(4))
    }
  }

  /// Writes down what came of one.
  /// - Parameter reason: Why it still waits; nil where it is done.
  public static func settle(callback id: Int64, reason: String?) -> Query {
    Query(settleStatement, [.int64(id), .optionalText(reason)])
  }
}
