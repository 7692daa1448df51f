import FoundationEssentials
import Model
import Postgres

/// Accepts a batch of messages in one statement: checks membership, claims the ids, appends to the inbox.
///
/// Everything a message needs to be accepted is checked against the rows as they are at this moment, in the
/// transaction that makes it durable, so there is no cache to be stale and no gap between check and append.
enum AppendStatement {
  private static let statement = Statement(
    """
    WITH input AS (
      SELECT * FROM unnest($1::uuid[], $2::text[], $3::uuid[], $4::smallint[], $5::text[], $6::bytea[], $7::json[],
                           $8::timestamptz[], $9::timestamptz[])
        WITH ORDINALITY AS i(client_id, message_id, conversation_id, partition, sender, fingerprint, body,
                             received_at, expires_at, ordinal)
    ), stranger AS (
      SELECT r.ordinal, min(r.place) AS place
      FROM unnest($10::bigint[], $11::integer[], $12::uuid[], $13::text[]) AS r(ordinal, place, conversation_id, user_id)
      WHERE NOT EXISTS (SELECT FROM conversation_members m
                        WHERE m.conversation_id = r.conversation_id AND m.user_id = r.user_id)
      GROUP BY r.ordinal
    ), checked AS (
      SELECT i.*, m.user_id IS NOT NULL AS is_member, s.place
      FROM input i
      LEFT JOIN conversation_members m
        ON m.conversation_id = i.conversation_id AND m.user_id = i.sender AND m.client_id = i.client_id
      LEFT JOIN stranger s ON s.ordinal = i.ordinal
    ), claimed AS (
      INSERT INTO message_keys (client_id, message_id, id, conversation_id, fingerprint)
      SELECT client_id, message_id, nextval('inbox_id'), conversation_id, fingerprint
      FROM (SELECT * FROM checked WHERE is_member AND place IS NULL ORDER BY ordinal) ordered
      ON CONFLICT DO NOTHING
      RETURNING client_id, message_id, id
    ), appended AS (
      INSERT INTO inbox (partition, id, kind, client_id, conversation_id, message_id, sender, body, received_at,
                         expires_at)
      SELECT i.partition, c.id, 1, i.client_id, i.conversation_id, i.message_id, i.sender, i.body, i.received_at,
             i.expires_at
      FROM claimed c JOIN input i USING (client_id, message_id)
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
    LEFT JOIN claimed c ON c.client_id = k.client_id AND c.message_id = k.message_id
    LEFT JOIN message_keys e ON e.client_id = k.client_id AND e.message_id = k.message_id
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
        .uuidArray(messages.map(\.clientID.uuid)), .textArray(messages.map(\.messageID)), .uuidArray(messages.map(\.conversationID.uuid)),
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
