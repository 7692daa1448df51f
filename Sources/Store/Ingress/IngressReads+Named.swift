public import Model
public import Postgres

// Conversations that connectors name by one of their messages.
extension IngressReads {
  private static let namedStatement = Statement(
    """
    SELECT k.ordinal, y.conversation_id, c.type,
           EXISTS (SELECT FROM conversation_members m
                   WHERE m.conversation_id = y.conversation_id AND m.client_id = k.client_id AND m.user_id = k.author)
    FROM unnest($1::uuid[], $2::text[], $3::text[]) WITH ORDINALITY AS k(client_id, message_id, author, ordinal)
    JOIN message_keys y ON y.client_id = k.client_id AND y.message_id = k.message_id
    JOIN conversations c ON c.conversation_id = y.conversation_id
    """)

  /// - Parameter messages: The gateway's names of messages, and who asks: only members see a conversation.
  public static func named(_ messages: [(clientID: ClientID, messageID: String, author: String?)]) -> Query {
    Query(
      namedStatement,
      [
        .uuidArray(messages.map(\.clientID.uuid)), .textArray(messages.map(\.messageID)),
        .optionalTextArray(messages.map(\.author)),
      ])
  }

  /// The conversations by the places of the messages among those that were asked for; of unknown ones there is nothing.
  public static func named(from rows: Rows) throws -> [(index: Int, way: Way)] {
    try rows.map { row in
      let way = Way(
        conversationID: ConversationID(try row.uuid(1)), isGroup: try row.int16(2) == ConversationType.group.rawValue,
        isMember: try row.bool(3))
      return (index: Int(try row.int64(0)) - 1, way: way)
    }
  }
}
