import Postgres

extension AppendStatement {
  /// The batch, each message with its place in it and in the inbox.
  private static let messages = """
    SELECT i.*, nextval('inbox_id') AS id FROM (\(rows)) i
    """

  private static let rows = ArrayRows.query([
    "client_id": "uuid", "message_id": "text", "conversation_id": "uuid", "partition": "smallint", "sender": "text",
    "fingerprint": "bytea", "body": "json", "received_at": "timestamptz", "expires_at": "timestamptz",
    "ordinal": "bigint",
  ])

  /// Takes what is as nearly all messages are: new, from a member, to members. Returns the places of those that it took.
  ///
  /// An id that exists already fails all of it. To look for it beforehand, as `ON CONFLICT` does, costs a sixth of the
  /// whole statement, for something that only repeated requests need.
  static let usual = Statement(
    """
    WITH input AS MATERIALIZED (
      \(messages)
      WHERE EXISTS (
        SELECT FROM conversation_members m
        WHERE m.conversation_id = i.conversation_id AND m.user_id = i.sender
          AND m.client_id IS NOT DISTINCT FROM i.client_id OFFSET 0
      ) AND i.ordinal <> ALL (ARRAY(
        SELECT r.ordinal FROM unnest($11::bigint[], $13::uuid[], $14::text[]) AS r(ordinal, conversation_id, user_id)
        WHERE NOT EXISTS (
          SELECT FROM conversation_members m
          WHERE m.conversation_id = r.conversation_id AND m.user_id = r.user_id OFFSET 0
        )
      ))
    ), claimed AS (
      INSERT INTO message_keys (client_id, message_id, id, conversation_id, fingerprint)
      SELECT client_id, message_id, id, conversation_id, fingerprint FROM input
    ), appended AS (
      INSERT INTO inbox (partition, id, kind, client_id, conversation_id, message_id, sender, body, received_at,
                         expires_at)
      SELECT partition, id, 1, client_id, conversation_id, message_id, sender, body, received_at, expires_at FROM input
    )
    SELECT ordinal FROM input
    """)

  /// Takes what it can, and says of the rest what is wrong with it. Returns a verdict for each message, in their order.
  static let careful = Statement(
    """
    WITH input AS MATERIALIZED (
      \(messages)
    ), stranger AS (
      SELECT r.ordinal, min(r.place) AS place
      FROM unnest($11::bigint[], $12::integer[], $13::uuid[], $14::text[]) AS r(ordinal, place, conversation_id, user_id)
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
}
