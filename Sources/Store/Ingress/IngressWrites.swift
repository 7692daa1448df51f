import Addresses
public import Model
public import Postgres

/// What routing an event makes beside its envelopes: people, threads, conversations, platforms' names of messages.
///
/// Whatever several nodes may make at once is made by whoever comes first and found by the others: the statements pass over
/// what is there, in one order for all, and the caller looks again.
public enum IngressWrites {
  // MARK: People

  /// Someone at an address that nobody had.
  public struct Person: Sendable, Hashable {
    public var clientID: ClientID
    public var userID: String
    public var channel: String
    public var address: String
    public var displayName: String?

    public init(clientID: ClientID, userID: String, channel: String, address: String, displayName: String?) {
      self.clientID = clientID
      self.userID = userID
      self.channel = channel
      self.address = address
      self.displayName = displayName
    }
  }

  // Whoever claims the key first has the address; the others find it. Of those who claim, only users come into question
  // who are nobody else by now and have no identity on the channel; the claims of the rest are taken back.
  private static let claimAddressesStatement = Statement(
    """
    INSERT INTO known_addresses (client_id, channel, key, user_id, address, seen_at, created_at)
    SELECT k.client_id, k.channel, k.key, k.user_id, k.address, $6, $6
    FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[])
      AS k(client_id, user_id, channel, address, key)
    ORDER BY k.client_id, k.channel, k.key
    ON CONFLICT DO NOTHING
    """)
  private static let usersStatement = Statement(
    """
    INSERT INTO users (client_id, user_id, display_name, created_at, updated_at)
    SELECT k.client_id, k.user_id, k.display_name, $6, $6
    FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[])
      AS k(client_id, user_id, channel, key, display_name)
    JOIN known_addresses a ON a.client_id = k.client_id AND a.channel = k.channel AND a.key = k.key
      AND a.user_id = k.user_id
    ORDER BY k.client_id, k.user_id
    ON CONFLICT DO NOTHING
    """)
  private static let identitiesStatement = Statement(
    """
    INSERT INTO identities (client_id, user_id, channel, address, verified, created_at, updated_at)
    SELECT k.client_id, k.user_id, k.channel, k.address, true, $6, $6
    FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[])
      AS k(client_id, user_id, channel, address, key)
    JOIN known_addresses a ON a.client_id = k.client_id AND a.channel = k.channel AND a.key = k.key
      AND a.user_id = k.user_id AND a.address = k.address
    JOIN users u ON u.client_id = k.client_id AND u.user_id = k.user_id AND u.merged_into IS NULL
    ORDER BY k.client_id, k.channel, k.address
    ON CONFLICT DO NOTHING
    """)
  private static let releaseAddressesStatement = Statement(
    """
    DELETE FROM known_addresses a
    USING unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[])
      AS k(client_id, user_id, channel, address, key)
    WHERE a.client_id = k.client_id AND a.channel = k.channel AND a.key = k.key AND a.user_id = k.user_id
      AND a.created_at = $6 AND NOT EXISTS (
        SELECT FROM identities i WHERE i.client_id = a.client_id AND i.user_id = a.user_id AND i.channel = a.channel
          AND i.address = a.address)
    """)
  private static let holdersStatement = Statement(
    """
    SELECT k.ordinal, coalesce(i.user_id, a.user_id)
    FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[])
      WITH ORDINALITY AS k(client_id, channel, address, key, ordinal)
    LEFT JOIN identities i ON i.client_id = k.client_id AND i.channel = k.channel AND i.address = k.address
    LEFT JOIN known_addresses a ON a.client_id = k.client_id AND a.channel = k.channel AND a.key = k.key
    WHERE i.user_id IS NOT NULL OR a.user_id IS NOT NULL
    """)

  /// Makes the people who are missing, with their addresses; the last answer says who has each address now.
  public static func make(_ people: [Person], at time: Timestamp) -> [Query] {
    let clients = PostgresValue.uuidArray(people.map(\.clientID.uuid))
    let users = PostgresValue.textArray(people.map(\.userID))
    let channels = PostgresValue.textArray(people.map(\.channel))
    let addresses = PostgresValue.textArray(people.map(\.address))
    let keys = PostgresValue.textArray(people.map { PlatformAddress(channel: $0.channel, text: $0.address).key })
    let claims = [clients, users, channels, addresses, keys, .time(time)]
    return [
      Query(claimAddressesStatement, claims),
      Query(
        usersStatement, [clients, users, channels, keys, .optionalTextArray(people.map(\.displayName)), .time(time)]),
      Query(identitiesStatement, claims), Query(releaseAddressesStatement, claims),
      Query(holdersStatement, [clients, channels, addresses, keys]),
    ]
  }

  /// User ids by the place of the person, from 0.
  public static func holders(from rows: Rows) throws -> [Int: String] {
    var holders: [Int: String] = [:]
    for row in rows { holders[Int(try row.int64(0)) - 1] = try row.text(1) }
    return holders
  }

  // MARK: Threads and conversations

  /// A chat and the conversation that is to be made for it.
  public struct NewThread: Sendable, Hashable {
    public var account: String
    public var chat: String
    public var clientID: ClientID
    /// Who is on the other side of a private chat.
    public var userID: String?
    public var conversation: Conversation
    public var partition: Int16
    /// The conversation that the chat was bound to and cannot be any more; nil where it was bound to none.
    public var former: ConversationID?

    public init(
      account: String, chat: String, clientID: ClientID, userID: String?, conversation: Conversation, partition: Int16,
      former: ConversationID?
    ) {
      self.account = account
      self.chat = chat
      self.clientID = clientID
      self.userID = userID
      self.conversation = conversation
      self.partition = partition
      self.former = former
    }
  }

  private static let threadColumns = "account, chat, client_id, user_id, conversation_id, is_group"
  private static let threadArrays = "$1::text[], $2::text[], $3::uuid[], $4::text[], $5::uuid[], $6::boolean[]"
  private static let claimStatement = Statement(
    """
    INSERT INTO threads (\(threadColumns), created_at, updated_at)
    SELECT \(threadColumns), $7, $7 FROM unnest(\(threadArrays)) AS k(\(threadColumns)) ORDER BY k.account, k.chat
    ON CONFLICT DO NOTHING
    """)
  private static let rebindStatement = Statement(
    """
    UPDATE threads t SET client_id = k.client_id, user_id = k.user_id, conversation_id = k.conversation_id,
                         is_group = k.is_group, updated_at = $7
    FROM unnest(\(threadArrays), $8::uuid[]) AS k(\(threadColumns), former)
    WHERE t.account = k.account AND t.chat = k.chat AND t.conversation_id = k.former
    """)
  private static let boundStatement = Statement(
    """
    SELECT k.ordinal, t.conversation_id, c.type
    FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS k(account, chat, ordinal)
    JOIN threads t ON t.account = k.account AND t.chat = k.chat
    LEFT JOIN conversations c ON c.conversation_id = t.conversation_id
    """)

  /// Binds chats to their new conversations, unless somebody else was first; the last answer says what each chat is bound to
  /// now.
  public static func bind(_ threads: [NewThread], at time: Timestamp) -> [Query] {
    func parameters(_ threads: [NewThread]) -> [PostgresValue] {
      [
        .textArray(threads.map(\.account)), .textArray(threads.map(\.chat)), .uuidArray(threads.map(\.clientID.uuid)),
        .optionalTextArray(threads.map(\.userID)), .uuidArray(threads.map(\.conversation.conversationID.uuid)),
        .boolArray(threads.map { $0.conversation.type == .group }), .time(time),
      ]
    }
    let unbound = threads.filter { $0.former == nil }
    let stale = threads.filter { $0.former != nil }
    var queries: [Query] = []
    if !unbound.isEmpty { queries.append(Query(claimStatement, parameters(unbound))) }
    if !stale.isEmpty {
      queries.append(
        Query(rebindStatement, parameters(stale) + [.uuidArray(stale.compactMap { $0.former?.uuid })]))
    }
    let places: [PostgresValue] = [.textArray(threads.map(\.account)), .textArray(threads.map(\.chat))]
    return queries + [Query(boundStatement, places)]
  }

  /// The conversation of each thread by its place, from 0; whether it is a group is nil where it has not been made yet, which
  /// is the caller's to do.
  public static func bound(from rows: Rows) throws -> [Int: (conversationID: ConversationID, isGroup: Bool?)] {
    var bound: [Int: (conversationID: ConversationID, isGroup: Bool?)] = [:]
    for row in rows {
      bound[Int(try row.int64(0)) - 1] = (
        conversationID: ConversationID(try row.uuid(1)),
        isGroup: try row.optionalInt16(2).map { $0 == ConversationType.group.rawValue }
      )
    }
    return bound
  }

  private static let conversationsStatement = Statement(
    """
    INSERT INTO conversations (conversation_id, client_id, partition, type, metadata, created_at, updated_at)
    SELECT k.conversation_id, k.client_id, k.partition, k.type, k.metadata, $6, $6
    FROM unnest($1::uuid[], $2::uuid[], $3::smallint[], $4::smallint[], $5::json[])
      AS k(conversation_id, client_id, partition, type, metadata)
    """)

  public static func makeConversations(_ threads: [NewThread], at time: Timestamp) -> Query {
    Query(
      conversationsStatement,
      [
        .uuidArray(threads.map(\.conversation.conversationID.uuid)), .uuidArray(threads.map(\.clientID.uuid)),
        .int16Array(threads.map(\.partition)), .int16Array(threads.map(\.conversation.type.rawValue)),
        .jsonArray(threads.map(\.conversation.metadata.bytes)), .time(time),
      ])
  }

  /// Someone and a conversation.
  public struct Membership: Sendable, Hashable {
    public var clientID: ClientID
    public var conversationID: ConversationID
    public var userID: String

    public init(clientID: ClientID, conversationID: ConversationID, userID: String) {
      self.clientID = clientID
      self.conversationID = conversationID
      self.userID = userID
    }
  }

  private static let mentionStatement = Statement(
    """
    INSERT INTO users (client_id, user_id, created_at, updated_at)
    SELECT DISTINCT k.client_id, k.user_id, $3, $3 FROM unnest($1::uuid[], $2::text[]) AS k(client_id, user_id)
    ORDER BY k.client_id, k.user_id
    ON CONFLICT DO NOTHING
    """)
  private static let joinStatement = Statement(
    """
    INSERT INTO conversation_members (conversation_id, user_id, client_id, position, joined_at)
    SELECT k.conversation_id, k.user_id, k.client_id, k.ordinal + coalesce(
             (SELECT max(m.position) FROM conversation_members m WHERE m.conversation_id = k.conversation_id), 0), $4
    FROM unnest($1::uuid[], $2::uuid[], $3::text[]) WITH ORDINALITY AS k(client_id, conversation_id, user_id, ordinal)
    ORDER BY k.conversation_id, k.user_id
    ON CONFLICT DO NOTHING
    RETURNING conversation_id, user_id
    """)
  private static let leaveStatement = Statement(
    """
    DELETE FROM conversation_members m USING conversations c
    WHERE m.conversation_id = $1 AND m.user_id = $2 AND c.conversation_id = m.conversation_id AND c.type = $3
    """)

  /// Makes users who do not exist yet, by their ids alone.
  public static func mention(_ users: [(clientID: ClientID, userID: String)], at time: Timestamp) -> Query {
    Query(mentionStatement, [.uuidArray(users.map(\.clientID.uuid)), .textArray(users.map(\.userID)), .time(time)])
  }

  /// Adds members; the answer names those who were none.
  public static func join(_ members: [Membership], at time: Timestamp) -> Query {
    Query(
      joinStatement,
      [
        .uuidArray(members.map(\.clientID.uuid)), .uuidArray(members.map(\.conversationID.uuid)),
        .textArray(members.map(\.userID)), .time(time),
      ])
  }

  public static func joined(from rows: Rows) throws -> [(conversationID: ConversationID, userID: String)] {
    try rows.map { (conversationID: ConversationID(try $0.uuid(0)), userID: try $0.text(1)) }
  }

  /// Removes a member of a group; private conversations keep theirs.
  public static func leave(_ membership: Membership) -> Query {
    Query(
      leaveStatement,
      [.uuid(membership.conversationID.uuid), .text(membership.userID), .int16(ConversationType.group.rawValue)])
  }

  private static let renameStatement = Statement(
    """
    WITH old AS (
      DELETE FROM threads WHERE account = $1 AND chat = $2 AND chat <> $3
      RETURNING client_id, user_id, conversation_id, is_group, created_at
    )
    INSERT INTO threads (\(threadColumns), created_at, updated_at)
    SELECT $1, $3, o.client_id, o.user_id, o.conversation_id, o.is_group, o.created_at, $4 FROM old o
    ON CONFLICT (account, chat) DO UPDATE
      SET client_id = excluded.client_id, user_id = excluded.user_id, conversation_id = excluded.conversation_id,
          is_group = excluded.is_group, updated_at = excluded.updated_at
    RETURNING client_id, conversation_id
    """)

  // A chat that comes back to a former name is that one again; former names lead to the newest one at once.
  private static let forgetMoveStatement = Statement("DELETE FROM moved_chats WHERE account = $1 AND chat = $2")
  private static let redirectMovesStatement = Statement(
    "UPDATE moved_chats SET moved_to = $3, moved_at = $4 WHERE account = $1 AND moved_to = $2")
  private static let rememberMoveStatement = Statement(
    """
    INSERT INTO moved_chats (account, chat, moved_to, moved_at) SELECT $1, $2, $3, $4 WHERE $2 <> $3
    ON CONFLICT (account, chat) DO UPDATE SET moved_to = excluded.moved_to, moved_at = excluded.moved_at
    """)

  /// Gives a chat its new name, also where somebody wrote under that one before the platform told of it: the conversation
  /// goes on where the chat is now. What still comes under the former name belongs to it, too. Read by ``moved(from:)``.
  public static func renameThread(account: String, from: String, to: String, at time: Timestamp) -> [Query] {
    let names: [PostgresValue] = [.text(account), .text(from), .text(to), .time(time)]
    return [
      Query(renameStatement, names), Query(forgetMoveStatement, [.text(account), .text(to)]),
      Query(redirectMovesStatement, names), Query(rememberMoveStatement, names),
    ]
  }

  /// Whose conversation the chat is bound to that has got its new name; nil where the former one was bound to none.
  public static func moved(from results: [Rows]) throws -> (clientID: ClientID, conversationID: ConversationID)? {
    try results.first?.first.map {
      (clientID: ClientID(try $0.uuid(0)), conversationID: ConversationID(try $0.uuid(1)))
    }
  }

  // MARK: Platforms' names

  /// A platform's name for a message.
  public struct RemoteMessage: Sendable, Hashable {
    public var account: String
    public var remoteID: String
    public var clientID: ClientID
    public var messageID: String
    public var conversationID: ConversationID
    /// Who wrote it, and in which chat, where it came in.
    public var author: String?
    public var chat: String?
    /// The delivery whose second or later part it is.
    public var part: DeliveryKey?

    public init(
      account: String, remoteID: String, clientID: ClientID, messageID: String, conversationID: ConversationID,
      author: String? = nil, chat: String? = nil, part: DeliveryKey? = nil
    ) {
      self.account = account
      self.remoteID = remoteID
      self.clientID = clientID
      self.messageID = messageID
      self.conversationID = conversationID
      self.author = author
      self.chat = chat
      self.part = part
    }
  }

  private static let rememberStatement = Statement(
    """
    INSERT INTO remote_messages (account, remote_id, client_id, message_id, conversation_id, author, chat,
                                 sequence_number, ordinal)
    SELECT k.* FROM unnest($1::text[], $2::text[], $3::uuid[], $4::text[], $5::uuid[], $6::text[], $7::text[],
                           $8::bigint[], $9::integer[])
      AS k(account, remote_id, client_id, message_id, conversation_id, author, chat, sequence_number, ordinal)
    ORDER BY k.account, k.remote_id
    ON CONFLICT DO NOTHING
    """)

  public static func remember(_ messages: [RemoteMessage]) -> Query {
    Query(
      rememberStatement,
      [
        .textArray(messages.map(\.account)), .textArray(messages.map(\.remoteID)),
        .uuidArray(messages.map(\.clientID.uuid)), .textArray(messages.map(\.messageID)),
        .uuidArray(messages.map(\.conversationID.uuid)), .optionalTextArray(messages.map(\.author)),
        .optionalTextArray(messages.map(\.chat)), .optionalInt64Array(messages.map { $0.part?.sequenceNumber }),
        .optionalInt32Array(messages.map { $0.part.map { Int32($0.ordinal) } }),
      ])
  }
}
