public import Model
public import Postgres

/// What is asked for the sake of typing and of read marks: small questions, and nothing is written.
public enum CourtesyStore {
  /// A message that came in, as its platform calls it.
  public struct Inbound: Sendable, Hashable {
    public var account: String
    public var remoteID: String
    /// The user who wrote it.
    public var author: String?
    public var chat: String?
    public var conversationID: ConversationID
  }

  private static let columns = "r.account, r.remote_id, r.author, r.chat, r.conversation_id"
  private static let messageStatement = Statement(
    """
    SELECT \(columns) FROM remote_messages r
    WHERE r.client_id = $1 AND r.message_id = $2 AND r.ordinal IS NULL LIMIT 1
    """, readOnly: true)
  // Of the newest fifty messages: somebody who has not written for longer is not waiting for an answer.
  private static let newestStatement = Statement(
    """
    SELECT DISTINCT ON (r.account, r.chat) \(columns)
    FROM conversations c
    JOIN messages m ON m.conversation_id = c.conversation_id AND m.sequence_number > c.last_sequence_number - 50
    JOIN remote_messages r ON r.client_id = m.client_id AND r.message_id = m.message_id AND r.ordinal IS NULL
    WHERE c.conversation_id = $1
    ORDER BY r.account, r.chat, m.sequence_number DESC
    """, readOnly: true)
  // A chat that nobody has written in yet is bound to nothing; what comes from there would go where its person was last
  // written to.
  private static let typistStatement = Statement(
    """
    SELECT found.conversation_id, found.user_id
    FROM (
      SELECT t.conversation_id, i.user_id, 1 AS place FROM threads t
      JOIN identities i ON i.client_id = t.client_id AND i.channel = $2 AND i.address = $3
      WHERE t.account = $1 AND t.chat = $4
      UNION ALL
      SELECT c.conversation_id, c.user_id, 2 FROM api_clients k
      JOIN identities i ON i.client_id = k.client_id AND i.channel = $2 AND i.address = $3
      JOIN contacts c ON c.client_id = i.client_id AND c.account = $1 AND c.user_id = i.user_id
      WHERE k.name = $5
    ) found
    ORDER BY found.place LIMIT 1
    """, readOnly: true)
  private static let addressStatement = Statement(
    """
    SELECT i.address FROM identities i
    WHERE i.client_id = $1 AND i.user_id = $2 AND i.channel = $3 AND i.verified
    """, readOnly: true)

  /// Where a message came in; nil for one that was sent over the API.
  public static func inbound(
    _ messageID: String, client: ClientID, on connection: PostgresConnection
  ) throws -> Inbound? {
    try connection.query(messageStatement, [.uuid(client.uuid), .text(messageID)]).first.map(read)
  }

  /// The newest message from each chat of a conversation.
  public static func newest(in conversation: ConversationID, on connection: PostgresConnection) throws -> [Inbound] {
    try connection.query(newestStatement, [.uuid(conversation.uuid)]).map(read)
  }

  /// Who types, and in which conversation, where a platform says that an address does in a chat.
  /// - Parameter owner: The name of the account's client, among whose users somebody is looked for whose chat is bound to no
  ///   conversation; nil for a group, and for an account without one.
  public static func typist(
    account: String, channel: String, address: String, chat: String, owner: String?, on connection: PostgresConnection
  ) throws -> (conversationID: ConversationID, userID: String)? {
    let rows = try connection.query(
      typistStatement, [.text(account), .text(channel), .text(address), .text(chat), .optionalText(owner)])
    guard let row = rows.first else { return nil }
    return (conversationID: ConversationID(try row.uuid(0)), userID: try row.text(1))
  }

  /// A user's verified address on a channel.
  public static func address(
    of userID: String, client: ClientID, channel: String, on connection: PostgresConnection
  ) throws -> String? {
    try connection.query(addressStatement, [.uuid(client.uuid), .text(userID), .text(channel)]).first.map {
      try $0.text(0)
    }
  }

  private static func read(_ row: Row) throws -> Inbound {
    Inbound(
      account: try row.text(0), remoteID: try row.text(1), author: try row.optionalText(2),
      chat: try row.optionalText(3), conversationID: ConversationID(try row.uuid(4)))
  }
}
