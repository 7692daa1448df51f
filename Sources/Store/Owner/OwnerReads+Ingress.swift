public import Model
public import Postgres

// What the owner reads for messages that came from platforms, or answer others, or are changed.
extension OwnerReads {
  // MARK: Changed messages

  private static let messagesStatement = Statement(
    """
    SELECT m.client_id, m.message_id, m.id, m.conversation_id, m.sequence_number, m.body, m.is_edited, m.is_deleted,
           m.edited_at, m.reactions, m.sender
    FROM unnest($1::uuid[], $2::text[]) AS k(client_id, message_id)
    JOIN message_keys y ON y.client_id = k.client_id AND y.message_id = k.message_id
    JOIN messages m ON m.id = y.id
    """)

  public static func messages(_ keys: [StoredMessage.Key]) -> Query {
    Query(messagesStatement, parameters(keys))
  }

  public static func messages(from rows: Rows) throws -> [StoredMessage] {
    try rows.map { row in
      StoredMessage(
        id: try row.int64(2), key: .init(clientID: ClientID(try row.uuid(0)), messageID: try row.text(1)),
        conversationID: ConversationID(try row.uuid(3)), sequenceNumber: try row.int64(4),
        sender: try row.text(10), body: MessageBody(json: try row.bytes(5)), isEdited: try row.bool(6),
        isDeleted: try row.bool(7),
        editedAt: try row.optionalTime(8), reactions: try StoredReactions.read(row.bytes(9)))
    }
  }

  private static func parameters(_ keys: [StoredMessage.Key]) -> [PostgresValue] {
    [.uuidArray(keys.map(\.clientID.uuid)), .textArray(keys.map(\.messageID))]
  }

  // MARK: Quoted messages

  private static let quotedStatement = Statement(
    """
    SELECT k.client_id, k.message_id, d.account, d.recipient, NULL::text, d.external_message_id, d.conversation_id,
           d.sequence_number, d.ordinal
    FROM unnest($1::uuid[], $2::text[]) AS k(client_id, message_id)
    JOIN message_keys y ON y.client_id = k.client_id AND y.message_id = k.message_id
    JOIN messages m ON m.id = y.id
    JOIN deliveries d ON d.conversation_id = m.conversation_id AND d.sequence_number = m.sequence_number
    WHERE d.address IS NOT NULL AND d.operation IS NULL
    UNION ALL
    SELECT k.client_id, k.message_id, r.account, r.author, r.chat, r.remote_id, NULL, NULL, NULL
    FROM unnest($1::uuid[], $2::text[]) AS k(client_id, message_id)
    JOIN remote_messages r ON r.client_id = k.client_id AND r.message_id = k.message_id AND r.ordinal IS NULL
    """)

  /// The platforms' names of messages that others answer.
  public static func quoted(_ keys: [StoredMessage.Key]) -> Query {
    Query(quotedStatement, parameters(keys))
  }

  public static func quoted(from rows: Rows) throws -> [StoredMessage.Key: [QuotedName]] {
    var names: [StoredMessage.Key: [QuotedName]] = [:]
    for row in rows {
      let key = StoredMessage.Key(clientID: ClientID(try row.uuid(0)), messageID: try row.text(1))
      names[key, default: []].append(
        QuotedName(
          account: try row.text(2), userID: try row.optionalText(3), chat: try row.optionalText(4),
          remoteID: try row.optionalText(5), delivery: try deliveryKey(row, 6)))
    }
    return names
  }

  static func deliveryKey(_ row: Row, _ column: Int) throws -> DeliveryKey? {
    guard let conversation = try row.optionalUUID(column) else { return nil }
    return DeliveryKey(
      conversationID: ConversationID(conversation), sequenceNumber: try row.int64(column + 1),
      ordinal: try row.int16(column + 2))
  }

  // MARK: Threads

  private static let threadsStatement = Statement(
    """
    SELECT t.conversation_id, t.account, t.chat, t.user_id, t.is_group
    FROM unnest($1::uuid[]) AS k(conversation_id) JOIN threads t ON t.conversation_id = k.conversation_id
    ORDER BY t.updated_at
    """)

  /// The platforms' chats that are bound to these conversations.
  public static func threads(of conversations: [ConversationID]) -> Query {
    Query(threadsStatement, [.uuidArray(conversations.map(\.uuid))])
  }

  public static func threads(from rows: Rows) throws -> [(ConversationID, ConversationHead.Thread)] {
    try rows.map { row in
      (
        ConversationID(try row.uuid(0)),
        .init(
          account: try row.text(1), chat: try row.text(2), userID: try row.optionalText(3), isGroup: try row.bool(4))
      )
    }
  }
}
