import FoundationEssentials
import Model
import Postgres

/// Accepts a batch of messages in one statement: checks membership, claims the ids, appends to the inbox.
///
/// Everything a message needs to be accepted is checked against the rows as they are at this moment, in the
/// transaction that makes it durable, so there is no cache to be stale and no gap between check and append.
enum AppendStatement {
  /// How the statement must be planned, whatever the statistics of the moment say: tables by their indexes, one look-up
  /// per row (the lateral joins leave no other way), and the batch with itself by hash. The sender's client is compared in
  /// a way that no index serves: by that of users, all conversations of a busy one would be read.
  static let plannerSettings = [
    "enable_seqscan": "off", "enable_nestloop": "off", "enable_mergejoin": "off", "jit": "off",
    "plan_cache_mode": "force_generic_plan",
  ]

  private static let statement = Statement(
    """
    WITH input AS MATERIALIZED (
      SELECT i.*, nextval('inbox_id') AS id
      FROM unnest($1::uuid[], $2::text[], $3::uuid[], $4::smallint[], $5::text[], $6::bytea[], $7::json[],
                  $8::timestamptz[], $9::timestamptz[])
        WITH ORDINALITY AS i(client_id, message_id, conversation_id, partition, sender, fingerprint, body,
                             received_at, expires_at, ordinal)
    ), stranger AS (
      SELECT r.ordinal, min(r.place) AS place
      FROM unnest($10::bigint[], $11::integer[], $12::uuid[], $13::text[]) AS r(ordinal, place, conversation_id, user_id)
      LEFT JOIN LATERAL (
        SELECT true AS is_member FROM conversation_members m
        WHERE m.conversation_id = r.conversation_id AND m.user_id = r.user_id LIMIT 1
      ) m ON true
      WHERE m.is_member IS NULL
      GROUP BY r.ordinal
    ), checked AS MATERIALIZED (
      SELECT i.*, m.is_member IS NOT NULL AS is_member, s.place
      FROM input i
      LEFT JOIN LATERAL (
        SELECT true AS is_member FROM conversation_members m
        WHERE m.conversation_id = i.conversation_id AND m.user_id = i.sender
          AND m.client_id IS NOT DISTINCT FROM i.client_id LIMIT 1
      ) m ON true
      LEFT JOIN stranger s ON s.ordinal = i.ordinal
    ), claimed AS (
      INSERT INTO message_keys (client_id, message_id, id, conversation_id, fingerprint)
      SELECT client_id, message_id, id, conversation_id, fingerprint FROM checked WHERE is_member AND place IS NULL
      ON CONFLICT DO NOTHING
      RETURNING id
    ), appended AS (
      INSERT INTO inbox (partition, id, kind, client_id, conversation_id, message_id, sender, body, received_at,
                         expires_at)
      SELECT i.partition, i.id, 1, i.client_id, i.conversation_id, i.message_id, i.sender, i.body, i.received_at,
             i.expires_at
      FROM claimed c JOIN input i USING (id)
    )
    SELECT CASE
        WHEN c.id IS NOT NULL THEN 0
        WHEN NOT k.is_member THEN
          CASE WHEN EXISTS (SELECT FROM conversations v
                            WHERE v.conversation_id = k.conversation_id AND v.client_id = k.client_id)
            THEN 2 ELSE 1 END
        WHEN k.place IS NOT NULL THEN 3
        WHEN e.fingerprint = k.fingerprint AND e.conversation_id = k.conversation_id THEN 4
        WHEN e.fingerprint IS NOT NULL THEN 5
        ELSE 6
      END, coalesce(k.place, 0)
    FROM checked k
    LEFT JOIN claimed c ON c.id = k.id
    LEFT JOIN LATERAL (
      SELECT e.fingerprint, e.conversation_id FROM message_keys e
      WHERE c.id IS NULL AND e.client_id = k.client_id AND e.message_id = k.message_id LIMIT 1
    ) e ON true
    ORDER BY k.ordinal
    """)

  /// Outcomes in the order of `messages`; nil where a concurrent transaction claimed the id and has to be looked at
  /// again. No two of `messages` may have the same key.
  static func run(_ messages: [MessageAppend], on connection: PostgresConnection) throws -> [AppendOutcome?] {
    var ordinals: [Int64] = []
    var places: [Int32] = []
    var conversations: [UUID] = []
    var users: [String] = []
    for (index, message) in messages.enumerated() {
      for (place, user) in message.recipients.enumerated() {
        ordinals.append(Int64(index + 1))
        places.append(Int32(place))
        conversations.append(message.conversationID.uuid)
        users.append(user)
      }
    }
    let rows = try connection.query(
      statement,
      [
        .uuidArray(messages.map(\.clientID.uuid)), .textArray(messages.map(\.messageID)),
        .uuidArray(messages.map(\.conversationID.uuid)),
        .int16Array(messages.map(\.partition)), .textArray(messages.map(\.sender)),
        .byteaArray(messages.map(\.fingerprint)), .jsonArray(messages.map(\.body.json)),
        .timestamptzArray(messages.map(\.receivedAt.microseconds)),
        .optionalTimestamptzArray(messages.map { $0.expiresAt?.microseconds }),
        .int64Array(ordinals), .int32Array(places), .uuidArray(conversations), .textArray(users),
      ])
    return try rows.map { row in
      switch try row.int32(0) {
      case 0: .accepted
      case 1: .conversationUnknown
      case 2: .senderNotAMember
      case 3: .recipientNotAMember(Int(try row.int32(1)))
      case 4: .duplicate
      case 5: .messageIDReused
      default: nil
      }
    }
  }
}
