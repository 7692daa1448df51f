public import Model
public import Postgres

/// Who users are by now: a user that was merged into another one is that one.
public enum MergedUsers {
  /// A user of a client.
  public struct Key: Sendable, Hashable {
    public var clientID: ClientID
    public var userID: String

    public init(clientID: ClientID, userID: String) {
      self.clientID = clientID
      self.userID = userID
    }
  }

  // A merge takes these rows FOR UPDATE, so whoever waits here sees what it has made of them, and keeps it from happening
  // until the end of its own transaction.
  private static let lockStatement = Statement(
    """
    SELECT u.client_id, u.user_id, u.merged_into
    FROM (SELECT DISTINCT * FROM unnest($1::uuid[], $2::text[]) AS n(client_id, user_id)) k
    JOIN users u ON u.client_id = k.client_id AND u.user_id = k.user_id
    ORDER BY u.client_id, u.user_id
    FOR KEY SHARE OF u
    """)
  private static let readStatement = Statement(
    "SELECT user_id, merged_into FROM users WHERE client_id = $1 AND user_id = ANY ($2::text[])")
  private static let aliasesStatement = Statement(
    "SELECT user_id FROM users WHERE client_id = $1 AND merged_into = $2 ORDER BY user_id")
  private static let membersStatement = Statement(
    """
    SELECT m.conversation_id, u.user_id, m.user_id
    FROM unnest($1::uuid[]) AS k(conversation_id)
    JOIN conversation_members m ON m.conversation_id = k.conversation_id
    JOIN users u ON u.client_id = m.client_id AND u.merged_into = m.user_id
    """)

  /// The users among these who are others by now; nobody among them is merged until the transaction ends.
  public static func locked(_ users: [Key], on connection: PostgresConnection) throws -> [Key: String] {
    guard !users.isEmpty else { return [:] }
    var renamed: [Key: String] = [:]
    let rows = try connection.query(
      lockStatement, [.uuidArray(users.map(\.clientID.uuid)), .textArray(users.map(\.userID))])
    for row in rows {
      guard let survivor = try row.optionalText(2) else { continue }
      renamed[Key(clientID: ClientID(try row.uuid(0)), userID: try row.text(1))] = survivor
    }
    return renamed
  }

  /// The users among these who are others by now.
  public static func query(_ userIDs: [String], client: ClientID) -> Query {
    Query(readStatement, [.uuid(client.uuid), .textArray(userIDs)])
  }

  /// Former ids and what they are now; ids that are what they were are left out.
  public static func renamed(from rows: Rows) throws -> [String: String] {
    var renamed: [String: String] = [:]
    for row in rows { if let survivor = try row.optionalText(1) { renamed[try row.text(0)] = survivor } }
    return renamed
  }

  /// The other ids of a user.
  public static func aliases(of userID: String, client: ClientID) -> Query {
    Query(aliasesStatement, [.uuid(client.uuid), .text(userID)])
  }

  public static func aliases(from rows: Rows) throws -> [String] { try rows.map { try $0.text(0) } }

  /// The other ids of the members of conversations.
  public static func aliases(ofMembersOf conversations: [ConversationID]) -> Query {
    Query(membersStatement, [.uuidArray(conversations.map(\.uuid))])
  }

  /// By conversation: an id that somebody had, and theirs now.
  public static func memberAliases(from rows: Rows) throws -> [ConversationID: [String: String]] {
    var aliases: [ConversationID: [String: String]] = [:]
    for row in rows { aliases[ConversationID(try row.uuid(0)), default: [:]][try row.text(1)] = try row.text(2) }
    return aliases
  }
}
