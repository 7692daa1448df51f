import Inbox
import JSON
public import Model
public import Postgres

/// Conversations and their members. Each change of membership also puts an envelope into the inbox, in the same
/// transaction, so that the owner of the partition signals it in order with the conversation's messages.
public struct ConversationStore: Sendable {
  /// What became of a change of membership.
  public enum MembershipOutcome: Sendable, Hashable {
    case changed
    case unchanged
    case conversationUnknown
    case isPrivate
    case isFull
  }

  private static let insert = Statement(
    """
    INSERT INTO conversations (conversation_id, client_id, partition, type, metadata, created_at, updated_at)
    VALUES ($1, $2, $3, $4, $5, $6, $6)
    """)
  private static let insertMembers = Statement(
    """
    INSERT INTO conversation_members (conversation_id, user_id, client_id, position, joined_at)
    SELECT $1, m.user_id, $2, m.position, $4 FROM unnest($3::text[]) WITH ORDINALITY AS m(user_id, position)
    """)
  private static let columns = """
    c.conversation_id, c.type, c.metadata, c.last_sequence_number, c.created_at, c.updated_at,
    ARRAY(SELECT m.user_id FROM conversation_members m WHERE m.conversation_id = c.conversation_id
          ORDER BY m.position, m.user_id)
    """
  private static let select = Statement(
    "SELECT \(columns) FROM conversations c WHERE c.conversation_id = $1 AND c.client_id = $2", readOnly: true)
  private static let list = Statement(
    """
    SELECT \(columns) FROM conversations c
    WHERE c.client_id = $1 AND (c.created_at, c.conversation_id) > ($2, $3)
    ORDER BY c.created_at, c.conversation_id LIMIT $4
    """, readOnly: true)
  private static let listOfMember = Statement(
    """
    SELECT \(columns) FROM conversations c
    JOIN conversation_members mine ON mine.conversation_id = c.conversation_id
    WHERE c.client_id = $1 AND mine.client_id = $1
      AND mine.user_id = coalesce((SELECT u.merged_into FROM users u WHERE u.client_id = $1 AND u.user_id = $5), $5)
      AND (c.created_at, c.conversation_id) > ($2, $3)
    ORDER BY c.created_at, c.conversation_id LIMIT $4
    """, readOnly: true)
  // The lock makes two joins to one conversation see each other, so that the limit holds.
  private static let lock = Statement(
    """
    SELECT c.type, c.partition, (SELECT count(*) FROM conversation_members m WHERE m.conversation_id = c.conversation_id)
    FROM conversations c WHERE c.conversation_id = $1 AND c.client_id = $2 FOR NO KEY UPDATE
    """)
  private static let join = Statement(
    """
    INSERT INTO conversation_members (conversation_id, user_id, client_id, position, joined_at)
    SELECT $1, $2, $3, coalesce(max(position), 0) + 1, $4 FROM conversation_members WHERE conversation_id = $1
    ON CONFLICT DO NOTHING
    """)
  private static let leave = Statement(
    "DELETE FROM conversation_members WHERE conversation_id = $1 AND user_id = $2")
  private static let touch = Statement("UPDATE conversations SET updated_at = $2 WHERE conversation_id = $1")

  private let pool: PostgresPool

  public init(pool: PostgresPool) { self.pool = pool }

  /// Members who are others by now are made members as those; the answer has them. Nil where two of them are one.
  public func create(
    _ conversation: Conversation, client: ClientID, partition: Int16
  ) async throws -> Conversation? {
    try await pool.transaction { connection in
      var conversation = conversation
      _ = try connection.query(UserStore.mention(conversation.members, client: client, at: conversation.createdAt))
      let keys = conversation.members.map { MergedUsers.Key(clientID: client, userID: $0) }
      let renamed = try MergedUsers.locked(keys, on: connection)
      conversation.members = keys.map { renamed[$0] ?? $0.userID }
      guard Set(conversation.members).count == conversation.members.count else { return nil }
      _ = try connection.pipeline(Self.insertions(of: conversation, client: client, partition: partition))
      return conversation
    }
  }

  private static func insertions(of conversation: Conversation, client: ClientID, partition: Int16) -> [Query] {
    let id = conversation.conversationID
    let now = conversation.createdAt
    let announcement = InboxQueries.append(
      kind: .event, partition: partition, clientID: client, conversationID: id, messageID: nil,
      body: JSONWriter.bytes(of: [
        "type": "conversation.created", "conversation_type": .string(conversation.type.name),
        "members": .array(conversation.members.map(JSONValue.string)),
      ]), receivedAt: now)
    return [
      Query(
        Self.insert,
        [
          .uuid(id.uuid), .uuid(client.uuid), .int16(partition), .int16(conversation.type.rawValue),
          .json(conversation.metadata.bytes), .time(now),
        ]),
      Query(
        Self.insertMembers, [.uuid(id.uuid), .uuid(client.uuid), .textArray(conversation.members), .time(now)]),
      announcement,
    ]
  }

  public func find(_ id: ConversationID, client: ClientID) async throws -> Conversation? {
    try await pool.query(Query(Self.select, [.uuid(id.uuid), .uuid(client.uuid)])).first.map(Self.conversation(from:))
  }

  /// The conversations made after `cursor`, oldest first, at most `limit`.
  public func list(
    client: ClientID, member: String?, after cursor: (createdAt: Timestamp, id: ConversationID), limit: Int
  ) async throws -> [Conversation] {
    var parameters: [PostgresValue] = [
      .uuid(client.uuid), .time(cursor.createdAt), .uuid(cursor.id.uuid), .int64(Int64(limit)),
    ]
    if let member { parameters.append(.text(member)) }
    let query = Query(member == nil ? Self.list : Self.listOfMember, parameters)
    return try await pool.query(query).map(Self.conversation(from:))
  }

  public func addMember(
    _ userID: String, to id: ConversationID, client: ClientID, maximumMembers: Int, at time: Timestamp
  ) async throws -> MembershipOutcome {
    try await change(userID, of: id, client: client, event: Self.joined, at: time) {
      connection, userID, members in
      guard members < maximumMembers else {
        // A full conversation still answers kindly to someone who is in it.
        let found = try connection.query(Self.isMember, [.uuid(id.uuid), .text(userID)])
        return found.isEmpty ? .isFull : .unchanged
      }
      let joined = try connection.query(
        Self.join, [.uuid(id.uuid), .text(userID), .uuid(client.uuid), .time(time)])
      return joined.affectedRows > 0 ? .changed : .unchanged
    }
  }

  private static let joined = "conversation.member_joined"
  private static let isMember = Statement(
    "SELECT 1 FROM conversation_members WHERE conversation_id = $1 AND user_id = $2")

  public func removeMember(
    _ userID: String, from id: ConversationID, client: ClientID, at time: Timestamp
  ) async throws -> MembershipOutcome {
    try await change(userID, of: id, client: client, event: "conversation.member_left", at: time) {
      connection, userID, _ in
      let left = try connection.query(Self.leave, [.uuid(id.uuid), .text(userID)])
      return left.affectedRows > 0 ? .changed : .unchanged
    }
  }

  private func change(
    _ userID: String, of id: ConversationID, client: ClientID, event: String, at time: Timestamp,
    _ body: @escaping @Sendable (PostgresConnection, _ userID: String, _ members: Int) throws -> MembershipOutcome
  ) async throws -> MembershipOutcome {
    try await pool.transaction { connection in
      guard let row = try connection.query(Self.lock, [.uuid(id.uuid), .uuid(client.uuid)]).first else {
        return .conversationUnknown
      }
      guard try row.int16(0) != ConversationType.private.rawValue else { return .isPrivate }
      if event == Self.joined { _ = try connection.query(UserStore.mention([userID], client: client, at: time)) }
      let key = MergedUsers.Key(clientID: client, userID: userID)
      let userID = try MergedUsers.locked([key], on: connection)[key] ?? userID
      let outcome = try body(connection, userID, Int(try row.int64(2)))
      guard outcome == .changed else { return outcome }
      _ = try connection.pipeline([
        Query(Self.touch, [.uuid(id.uuid), .time(time)]),
        InboxQueries.append(
          kind: .event, partition: try row.int16(1), clientID: client, conversationID: id, messageID: nil,
          body: JSONWriter.bytes(of: ["type": .string(event), "user_id": .string(userID)]), receivedAt: time),
      ])
      return .changed
    }
  }

  private static func conversation(from row: Row) throws -> Conversation {
    guard let type = ConversationType(rawValue: try row.int16(1)) else {
      throw PostgresError(.decode, "a conversation has a type that this version does not know")
    }
    return Conversation(
      conversationID: ConversationID(try row.uuid(0)), type: type, members: try row.textArray(6),
      metadata: try row.object(2), lastSequenceNumber: try row.int64(3), createdAt: try row.time(4),
      updatedAt: try row.time(5))
  }
}
