import Addresses
public import Model
public import Postgres

/// What is asked before events of platforms are routed: a few set-based queries per batch, none per event.
public enum IngressReads {
  // MARK: Owners

  private static let ownersStatement = Statement(
    "SELECT name, client_id FROM api_clients WHERE name = ANY ($1::text[]) AND disabled_at IS NULL", readOnly: true)

  /// The clients of these names, without disabled ones.
  public static func owners(_ names: [String]) -> Query { Query(ownersStatement, [.textArray(names)]) }

  public static func owners(from rows: Rows) throws -> [String: ClientID] {
    var owners: [String: ClientID] = [:]
    for row in rows { owners[try row.text(0)] = ClientID(try row.uuid(1)) }
    return owners
  }

  // MARK: Ways

  /// Someone who wrote over an account: who is it, and where may it belong?
  public struct Question: Sendable, Hashable {
    public var clientID: ClientID
    public var channel: String
    public var address: String
    public var account: String
    public var chat: String
    /// The platform's name of the message that this one answers.
    public var quoted: String?
    /// Another address of the same person, which the platform told with this one.
    public var otherAddress: String?
    /// The platform has no id of the chat: it goes by the address.
    public var goesByAddress: Bool

    public init(
      clientID: ClientID, channel: String, address: String, account: String, chat: String, quoted: String?,
      otherAddress: String? = nil, goesByAddress: Bool = false
    ) {
      self.clientID = clientID
      self.channel = channel
      self.address = address
      self.account = account
      self.chat = chat
      self.quoted = quoted
      self.otherAddress = otherAddress
      self.goesByAddress = goesByAddress
    }
  }

  /// A conversation that a message may belong to.
  public struct Way: Sendable, Hashable {
    public var conversationID: ConversationID
    /// Whether people may join it.
    public var isGroup: Bool
    /// Whether the author is a member.
    public var isMember: Bool

    public init(conversationID: ConversationID, isGroup: Bool, isMember: Bool) {
      self.conversationID = conversationID
      self.isGroup = isGroup
      self.isMember = isMember
    }
  }

  /// Everything that is known about where a message may belong.
  public struct Ways: Sendable, Hashable {
    /// The author; nil for an address that nobody has.
    public var userID: String?
    /// The conversation of the message that it answers.
    public var quoted: Way?
    /// The gateway's name of the message that it answers.
    public var quotedMessageID: String?
    /// The conversation that its chat is bound to.
    public var bound: Way?
    /// The chat is bound, but for another client.
    public var isForeign = false
    /// The conversation in which the author was last written to.
    public var contacted: Way?
    /// The conversation that the chat was made for, as the connector says by naming one of its messages.
    public var named: Way?
    /// The name of the chat to which the conversation is bound, where it is another one: the chat has moved, or goes by
    /// another address of the same person.
    public var chat: String?
    /// The author was found by another spelling or address, or one was told that nobody has yet.
    public var hasNewAddress = false
    /// Somebody else who has the other address that was told.
    public var otherUserID: String?

    public init(
      userID: String? = nil, quoted: Way? = nil, quotedMessageID: String? = nil, bound: Way? = nil,
      isForeign: Bool = false, contacted: Way? = nil
    ) {
      self.userID = userID
      self.quoted = quoted
      self.quotedMessageID = quotedMessageID
      self.bound = bound
      self.isForeign = isForeign
      self.contacted = contacted
    }
  }

  // A message is known under a platform's name where it came in under it, where it went out and got it, or where it is
  // the name of one of its parts.
  private static func known(_ account: String, _ name: String) -> String {
    """
    SELECT r.client_id, r.conversation_id, r.message_id FROM remote_messages r
    WHERE r.account = \(account) AND r.remote_id = \(name)
    UNION ALL
    SELECT m.client_id, m.conversation_id, m.message_id FROM deliveries d
    JOIN messages m ON m.conversation_id = d.conversation_id AND m.sequence_number = d.sequence_number
    WHERE d.account = \(account) AND d.external_message_id = \(name)
    """
  }

  // By its key alone: a condition on the client would let a plan read all memberships of the user.
  private static func isMember(_ conversation: String) -> String {
    """
    EXISTS (SELECT FROM conversation_members m WHERE m.conversation_id = \(conversation) AND m.user_id = i.user_id)
    """
  }

  // An exact address goes before another spelling of it, and that before another address that was told with it.
  private static let waysStatement = Statement(
    """
    SELECT i.user_id, q.message_id, q.conversation_id, qc.type, \(isMember("q.conversation_id")),
           t.conversation_id, tc.type, t.client_id = k.client_id AND \(isMember("t.conversation_id")),
           t.client_id <> k.client_id,
           l.conversation_id, lc.type, \(isMember("l.conversation_id")),
           nullif(coalesce(t.chat, v.moved_to), k.chat),
           i.user_id IS NOT NULL AND (
             NOT i.is_exact OR a.user_id IS NULL OR (a.user_id = i.user_id AND a.seen_at IS NULL)
             OR (k.other_key IS NOT NULL AND o.user_id IS NULL)),
           CASE WHEN o.user_id <> i.user_id THEN o.user_id END
    FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[],
                $9::boolean[])
      WITH ORDINALITY AS k(client_id, channel, address, account, chat, quoted, key, other_key, by_address, ordinal)
    LEFT JOIN known_addresses a ON a.client_id = k.client_id AND a.channel = k.channel AND a.key = k.key
    LEFT JOIN known_addresses o ON o.client_id = k.client_id AND o.channel = k.channel AND o.key = k.other_key
    LEFT JOIN identities e ON e.client_id = k.client_id AND e.channel = k.channel AND e.address = k.address
    LEFT JOIN LATERAL (
      SELECT coalesce(e.user_id, a.user_id, o.user_id) AS user_id, e.user_id IS NOT NULL AS is_exact,
             coalesce(a.address, o.address) AS former
    ) i ON true
    LEFT JOIN LATERAL (
      SELECT * FROM (\(known("k.account", "k.quoted"))) n WHERE n.client_id = k.client_id LIMIT 1
    ) q ON true
    LEFT JOIN conversations qc ON qc.conversation_id = q.conversation_id
    LEFT JOIN moved_chats v ON v.account = k.account AND v.chat = k.chat
    LEFT JOIN LATERAL (
      SELECT b.client_id, b.conversation_id, b.chat FROM threads b
      WHERE b.account = k.account AND b.chat = coalesce(v.moved_to, k.chat)
      UNION ALL
      (SELECT b.client_id, b.conversation_id, b.chat FROM threads b
       WHERE k.by_address AND b.client_id = k.client_id AND b.user_id = i.user_id AND b.account = k.account
         AND NOT b.is_group
       ORDER BY b.chat = i.former DESC, b.updated_at DESC LIMIT 1)
      LIMIT 1
    ) t ON true
    LEFT JOIN conversations tc ON tc.conversation_id = t.conversation_id
    LEFT JOIN LATERAL (
      SELECT c.conversation_id FROM contacts c
      WHERE c.client_id = k.client_id AND c.account = k.account AND c.user_id = i.user_id LIMIT 1
    ) l ON true
    LEFT JOIN conversations lc ON lc.conversation_id = l.conversation_id
    ORDER BY k.ordinal
    """)

  /// One answer for each question, in their order.
  public static func ways(_ questions: [Question]) -> Query {
    Query(
      waysStatement,
      [
        .uuidArray(questions.map(\.clientID.uuid)), .textArray(questions.map(\.channel)),
        .textArray(questions.map(\.address)), .textArray(questions.map(\.account)), .textArray(questions.map(\.chat)),
        .optionalTextArray(questions.map(\.quoted)),
        .textArray(questions.map { PlatformAddress(channel: $0.channel, text: $0.address).key }),
        .optionalTextArray(
          questions.map { question in
            question.otherAddress.map { PlatformAddress(channel: question.channel, text: $0).key }
          }), .boolArray(questions.map(\.goesByAddress)),
      ])
  }

  public static func ways(from rows: Rows) throws -> [Ways] {
    try rows.map { row in
      var ways = Ways(
        userID: try row.optionalText(0), quoted: try way(row, 2), quotedMessageID: try row.optionalText(1),
        bound: try way(row, 5), isForeign: try row.optionalBool(8) ?? false, contacted: try way(row, 9))
      ways.chat = try row.optionalText(12)
      ways.hasNewAddress = try row.bool(13)
      ways.otherUserID = try row.optionalText(14)
      return ways
    }
  }

  private static func way(_ row: Row, _ column: Int) throws -> Way? {
    guard let id = try row.optionalUUID(column), let type = try row.optionalInt16(column + 1) else { return nil }
    return Way(
      conversationID: ConversationID(id), isGroup: type == ConversationType.group.rawValue,
      isMember: try row.bool(column + 2))
  }

  // MARK: Targets

  /// A message that an event is about, by the platform's name for it or by the gateway's own.
  public struct Reference: Sendable, Hashable {
    public var account: String
    public var remoteID: String?
    /// The client whose message it is, where the platform gave the gateway's own name back.
    public var clientID: ClientID?
    public var messageID: String?
    public var channel: String
    /// The address of who did it.
    public var actor: String?

    public init(
      account: String, remoteID: String?, clientID: ClientID?, messageID: String?, channel: String, actor: String?
    ) {
      self.account = account
      self.remoteID = remoteID
      self.clientID = clientID
      self.messageID = messageID
      self.channel = channel
      self.actor = actor
    }
  }

  public struct Target: Sendable, Hashable {
    public var clientID: ClientID
    public var conversationID: ConversationID
    public var messageID: String
    /// Who did it, where the address is somebody's.
    public var actorID: String?

    public init(clientID: ClientID, conversationID: ConversationID, messageID: String, actorID: String?) {
      self.clientID = clientID
      self.conversationID = conversationID
      self.messageID = messageID
      self.actorID = actorID
    }
  }

  private static let targetsStatement = Statement(
    """
    SELECT k.ordinal, q.client_id, q.conversation_id, q.message_id, coalesce(i.user_id, a.user_id)
    FROM unnest($1::text[], $2::text[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::text[])
      WITH ORDINALITY AS k(account, remote_id, client_id, message_id, channel, actor, actor_key, ordinal)
    JOIN LATERAL (
      SELECT * FROM (
        \(known("k.account", "k.remote_id"))
        UNION ALL
        SELECT y.client_id, y.conversation_id, y.message_id FROM message_keys y
        WHERE y.client_id = k.client_id AND y.message_id = k.message_id
      ) n LIMIT 1
    ) q ON true
    LEFT JOIN identities i ON i.client_id = q.client_id AND i.channel = k.channel AND i.address = k.actor
    LEFT JOIN known_addresses a ON a.client_id = q.client_id AND a.channel = k.channel AND a.key = k.actor_key
    """)

  public static func targets(_ references: [Reference]) -> Query {
    Query(
      targetsStatement,
      [
        .textArray(references.map(\.account)), .optionalTextArray(references.map(\.remoteID)),
        .optionalUUIDArray(references.map { $0.clientID?.uuid }), .optionalTextArray(references.map(\.messageID)),
        .textArray(references.map(\.channel)), .optionalTextArray(references.map(\.actor)),
        .optionalTextArray(
          references.map { reference in
            reference.actor.map { PlatformAddress(channel: reference.channel, text: $0).key }
          }),
      ])
  }

  /// Found messages by the place of their reference, from 0.
  public static func targets(from rows: Rows) throws -> [Int: Target] {
    var targets: [Int: Target] = [:]
    for row in rows {
      targets[Int(try row.int64(0)) - 1] = Target(
        clientID: ClientID(try row.uuid(1)), conversationID: ConversationID(try row.uuid(2)),
        messageID: try row.text(3), actorID: try row.optionalText(4))
    }
    return targets
  }
}
