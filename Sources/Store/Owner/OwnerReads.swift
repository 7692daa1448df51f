public import Model
public import Postgres

/// What the owner of partitions reads before it decides: a few set-based queries per batch, none per message.
public enum OwnerReads {
  // MARK: Conversations

  private static let headsStatement = Statement(
    """
    SELECT c.conversation_id, c.client_id, c.last_sequence_number, c.last_message_at
    FROM unnest($1::uuid[]) AS k(conversation_id) JOIN conversations c USING (conversation_id)
    """)
  private static let membersStatement = Statement(
    """
    SELECT m.conversation_id, m.user_id, i.channel, i.address, u.display_name
    FROM unnest($1::uuid[]) AS k(conversation_id)
    JOIN conversation_members m ON m.conversation_id = k.conversation_id
    LEFT JOIN users u ON u.client_id = m.client_id AND u.user_id = m.user_id
    LEFT JOIN identities i ON i.client_id = m.client_id AND i.user_id = m.user_id AND i.verified
    ORDER BY m.conversation_id, m.position, m.user_id
    """)

  public static func heads(of conversations: [ConversationID]) -> [Query] {
    let ids = PostgresValue.uuidArray(conversations.map(\.uuid))
    return [Query(headsStatement, [ids]), Query(membersStatement, [ids]), threads(of: conversations)]
  }

  public static func heads(from results: ArraySlice<Rows>) throws -> [ConversationID: ConversationHead] {
    var heads: [ConversationID: ConversationHead] = [:]
    for row in results[results.startIndex] {
      heads[ConversationID(try row.uuid(0))] = ConversationHead(
        clientID: ClientID(try row.uuid(1)), lastSequenceNumber: try row.int64(2),
        lastMessageAt: try row.optionalTime(3), members: [])
    }
    // Rows of one conversation stand together, and so do those of one member.
    for row in results[results.startIndex + 1] {
      let id = ConversationID(try row.uuid(0))
      let userID = try row.text(1)
      guard var members = heads[id]?.members else { continue }
      heads[id]?.members = []
      if members.last?.userID != userID {
        members.append(.init(userID: userID, addresses: [:], displayName: try row.optionalText(4)))
      }
      if let channel = try row.optionalText(2) {
        members[members.count - 1].addresses[channel] = try row.text(3)
      }
      heads[id]?.members = members
    }
    for (id, thread) in try threads(from: results[results.startIndex + 2]) { heads[id]?.threads.append(thread) }
    return heads
  }

  // MARK: Deliveries

  private static let ownedColumns = "\(Delivery.columns), m.client_id, m.message_id, d.partition, d.queue_id"

  // With the delivery come its siblings of a first_success message, which its outcome may begin or end.
  private static let deliveriesStatement = Statement(
    """
    SELECT \(ownedColumns)
    FROM unnest($1::uuid[], $2::bigint[], $3::smallint[]) AS k(conversation_id, sequence_number, ordinal)
    JOIN messages m ON m.conversation_id = k.conversation_id AND m.sequence_number = k.sequence_number
    JOIN deliveries d ON d.conversation_id = k.conversation_id AND d.sequence_number = k.sequence_number
      AND (d.ordinal = k.ordinal OR d.deadline_seconds IS NOT NULL)
    """)
  private static let internalStatement = Statement(
    """
    SELECT \(ownedColumns)
    FROM unnest($1::uuid[], $2::text[], $3::text[]) AS k(client_id, message_id, recipient)
    JOIN message_keys y ON y.client_id = k.client_id AND y.message_id = k.message_id
    JOIN messages m ON m.id = y.id
    JOIN deliveries d ON d.conversation_id = m.conversation_id AND d.sequence_number = m.sequence_number
      AND ((d.recipient = k.recipient AND d.account = 'internal') OR d.deadline_seconds IS NOT NULL)
    """)
  private static let ordinalsStatement = Statement(
    """
    SELECT k.conversation_id, k.sequence_number, max(d.ordinal)
    FROM unnest($1::uuid[], $2::bigint[]) AS k(conversation_id, sequence_number)
    JOIN deliveries d ON d.conversation_id = k.conversation_id AND d.sequence_number = k.sequence_number
    GROUP BY 1, 2
    """)
  private static let dueStatement = Statement(
    """
    SELECT d.conversation_id, d.sequence_number, d.ordinal
    FROM unnest($1::smallint[]) AS owned(partition)
    CROSS JOIN LATERAL (
      SELECT * FROM deliveries WHERE deliveries.partition = owned.partition AND deliveries.wake_at <= now()
      ORDER BY deliveries.wake_at LIMIT $2
    ) d
    """)

  public static func deliveries(_ keys: [DeliveryKey]) -> Query {
    Query(
      deliveriesStatement,
      [
        .uuidArray(keys.map(\.conversationID.uuid)), .int64Array(keys.map(\.sequenceNumber)),
        .int16Array(keys.map(\.ordinal)),
      ])
  }

  /// The deliveries over `internal` to these recipients of these messages.
  public static func internalDeliveries(
    _ keys: [(clientID: ClientID, messageID: String, recipient: String)]
  ) -> Query {
    Query(
      internalStatement,
      [
        .uuidArray(keys.map(\.clientID.uuid)), .textArray(keys.map(\.messageID)), .textArray(keys.map(\.recipient)),
      ])
  }

  public static func owned(from rows: Rows) throws -> [OwnedDelivery] {
    try rows.map(owned(from:))
  }

  private static func owned(from row: Row) throws -> OwnedDelivery {
    let next = Delivery.columnCount
    return OwnedDelivery(
      delivery: try Delivery(row: row), clientID: ClientID(try row.uuid(next)), messageID: try row.text(next + 1),
      partition: try row.int16(next + 2), queueID: try row.int64(next + 3))
  }

  /// The highest ordinal that each of these messages has.
  public static func lastOrdinals(_ keys: [DeliveryKey]) -> Query {
    Query(
      ordinalsStatement,
      [.uuidArray(keys.map(\.conversationID.uuid)), .int64Array(keys.map(\.sequenceNumber))])
  }

  public static func lastOrdinals(from rows: Rows) throws -> [DeliveryKey: Int16] {
    var ordinals: [DeliveryKey: Int16] = [:]
    for row in rows {
      let message = DeliveryKey(
        conversationID: ConversationID(try row.uuid(0)), sequenceNumber: try row.int64(1), ordinal: 0)
      ordinals[message] = try row.int16(2)
    }
    return ordinals
  }

  /// Deliveries whose deadline or expiry has come, at most `limit` of each partition.
  public static func due(partitions: [Int16], limit: Int) -> Query {
    Query(dueStatement, [.int16Array(partitions), .int64(Int64(limit))])
  }

  public static func keys(from rows: Rows) throws -> [DeliveryKey] {
    try rows.map { row in
      DeliveryKey(
        conversationID: ConversationID(try row.uuid(0)), sequenceNumber: try row.int64(1), ordinal: try row.int16(2))
    }
  }

  // MARK: The queue

  // A message that was given up and tried again has a name by the later delivery.
  private static let pendingStatement = Statement(
    """
    SELECT \(ownedColumns), m.sender, m.body, m.created_at, t.chat, o.remote_id, o.conversation_id, o.sequence_number,
           o.ordinal, q.body, p.names
    FROM unnest($1::smallint[], $2::text[], $3::bigint[]) AS k(partition, account, after)
    CROSS JOIN LATERAL (
      SELECT * FROM deliveries q
      WHERE q.partition = k.partition AND q.account = k.account AND q.queue_id > k.after AND q.status = 0
        AND NOT EXISTS (SELECT FROM unnest($5::uuid[], $6::text[], $7::text[]) AS x(conversation_id, recipient, account)
                        WHERE x.conversation_id = q.conversation_id AND x.recipient = q.recipient
                          AND x.account = q.account)
      ORDER BY q.queue_id LIMIT $4
    ) d
    JOIN messages m ON m.conversation_id = d.conversation_id AND m.sequence_number = d.sequence_number
    LEFT JOIN LATERAL (
      SELECT chat FROM threads
      WHERE threads.conversation_id = d.conversation_id AND threads.account = d.account
        AND (threads.is_group OR threads.user_id = d.recipient)
      ORDER BY threads.updated_at DESC LIMIT 1
    ) t ON true
    CROSS JOIN LATERAL (
      SELECT CASE WHEN d.operation IS NULL THEN m.reply_to ELSE m.message_id END AS message_id
    ) g
    LEFT JOIN LATERAL (
      SELECT * FROM (
        SELECT e.external_message_id AS remote_id, e.conversation_id, e.sequence_number, e.ordinal
        FROM message_keys y JOIN messages q ON q.id = y.id
        JOIN deliveries e ON e.conversation_id = q.conversation_id AND e.sequence_number = q.sequence_number
        WHERE y.client_id = m.client_id AND y.message_id = g.message_id AND e.account = d.account
          AND e.recipient = d.recipient AND e.operation IS NULL
        UNION ALL
        SELECT r.remote_id, NULL, NULL, NULL FROM remote_messages r
        WHERE r.client_id = m.client_id AND r.message_id = g.message_id AND r.account = d.account AND r.ordinal IS NULL
          AND (r.author = d.recipient OR r.chat = t.chat)
      ) names
      ORDER BY names.remote_id IS NULL, names.ordinal DESC NULLS LAST LIMIT 1
    ) o ON true
    LEFT JOIN LATERAL (
      SELECT z.body FROM message_keys y JOIN messages z ON z.id = y.id
      WHERE y.client_id = m.client_id AND y.message_id = m.reply_to AND d.operation IS NULL
    ) q ON true
    LEFT JOIN LATERAL (
      SELECT array_agg(r.remote_id ORDER BY length(r.remote_id), r.remote_id) AS names FROM remote_messages r
      WHERE d.operation IS NOT NULL AND r.client_id = m.client_id AND r.message_id = m.message_id
        AND r.sequence_number = o.sequence_number AND r.ordinal = o.ordinal
    ) p ON true
    ORDER BY d.partition, d.account, d.queue_id
    """)

  /// The next deliveries that wait for a channel, per partition and account behind a place in the queue, at most
  /// `limit` of each. Those of `excluded` lanes are passed over.
  public static func pending(
    _ cursors: [(partition: Int16, account: String, after: Int64)], limit: Int,
    excluding excluded: [(conversationID: ConversationID, recipient: String, account: String)]
  ) -> Query {
    Query(
      pendingStatement,
      [
        .int16Array(cursors.map(\.partition)), .textArray(cursors.map(\.account)), .int64Array(cursors.map(\.after)),
        .int64(Int64(limit)), .uuidArray(excluded.map(\.conversationID.uuid)), .textArray(excluded.map(\.recipient)),
        .textArray(excluded.map(\.account)),
      ])
  }

  public static func pending(from rows: Rows) throws -> [PendingDelivery] {
    try rows.map { row in
      let next = Delivery.columnCount + 4
      return PendingDelivery(
        owned: try owned(from: row), sender: try row.text(next), body: MessageBody(json: try row.bytes(next + 1)),
        createdAt: try row.time(next + 2), chat: try row.optionalText(next + 3),
        quotedID: try row.optionalText(next + 4), quotedDelivery: try deliveryKey(row, next + 5),
        quotedBody: try row.optionalBytes(next + 8).map { MessageBody(json: $0) },
        parts: try row.optionalTextArray(next + 9) ?? [])
    }
  }
}
