public import Model
public import Postgres

/// The owner's side of the inbox, as queries that it pipelines with its own.
public enum InboxQueries {
  private static let fetchStatement = Statement(
    """
    SELECT i.partition, i.id, i.kind, i.client_id, i.conversation_id, i.message_id, i.sender, i.body, i.received_at,
           i.expires_at
    FROM unnest($1::smallint[]) AS owned(partition)
    CROSS JOIN LATERAL (
      SELECT * FROM inbox WHERE inbox.partition = owned.partition ORDER BY inbox.id LIMIT $2
    ) i
    ORDER BY i.id
    """)

  // Each row by its key, which the lateral join leaves no other way to: the statistics of a queue are mostly those of an
  // empty one, and a plan for that reads the whole of it for each batch.
  private static let removeStatement = Statement(
    """
    WITH removed AS (
      DELETE FROM inbox WHERE ctid = ANY (ARRAY(
        SELECT i.ctid FROM unnest($1::smallint[], $2::bigint[]) AS t(partition, id)
        CROSS JOIN LATERAL (SELECT ctid FROM inbox WHERE inbox.partition = t.partition AND inbox.id = t.id LIMIT 1) i))
      RETURNING 1
    )
    SELECT chat4all_fence((SELECT count(*) FROM removed), cardinality($1)::bigint)
    """)

  private static let appendStatement = Statement(
    """
    INSERT INTO inbox (partition, kind, client_id, conversation_id, message_id, body, received_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7)
    """)

  private static let depthStatement = Statement(
    "SELECT count(*) FROM (SELECT FROM inbox LIMIT 1000000) rows", readOnly: true)

  /// The oldest envelopes, at most `limit` of each partition.
  public static func fetch(partitions: [Int16], limit: Int) -> Query {
    Query(fetchStatement, [.int16Array(partitions), .int64(Int64(limit))])
  }

  public static func envelopes(from rows: Rows) throws -> [Envelope] {
    try rows.map { row in
      guard let kind = Envelope.Kind(rawValue: try row.int16(2)) else {
        throw PostgresError(.decode, "an inbox row has a kind that this version does not know")
      }
      return Envelope(
        partition: try row.int16(0), id: try row.int64(1), kind: kind, clientID: ClientID(try row.uuid(3)),
        conversationID: ConversationID(try row.uuid(4)), messageID: try row.optionalText(5),
        sender: try row.optionalText(6), body: try row.bytes(7),
        receivedAt: Timestamp(microseconds: try row.timestamp(8)),
        expiresAt: try row.optionalTimestamp(9).map(Timestamp.init(microseconds:)))
    }
  }

  /// Removes what has been put where it belongs; ends the transaction where a row is gone already.
  public static func remove(_ envelopes: [Envelope]) -> Query {
    Query(removeStatement, [.int16Array(envelopes.map(\.partition)), .int64Array(envelopes.map(\.id))])
  }

  /// Appends one envelope that is no message, in the caller's transaction.
  public static func append(
    kind: Envelope.Kind, partition: Int16, clientID: ClientID, conversationID: ConversationID, messageID: String?,
    body: [UInt8], receivedAt: Timestamp
  ) -> Query {
    Query(
      appendStatement,
      [
        .int16(partition), .int16(kind.rawValue), .uuid(clientID.uuid), .uuid(conversationID.uuid),
        .optionalText(messageID), .json(body), .timestamptz(microsecondsSince1970: receivedAt.microseconds),
      ])
  }

  /// How many envelopes wait, counted up to a million.
  public static func depth() -> Query { Query(depthStatement) }
}
