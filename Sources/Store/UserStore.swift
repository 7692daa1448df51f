public import JSON
public import Model
public import Postgres

/// Users and their addresses on the channels.
public struct UserStore: Sendable {
  // Who a user is by now.
  private static let present =
    "coalesce((SELECT u.merged_into FROM users u WHERE u.client_id = $1 AND u.user_id = $2), $2)"
  private static let upsert = Statement(
    """
    INSERT INTO users (client_id, user_id, display_name, metadata, created_at, updated_at)
    VALUES ($1, \(present), $3, $4, $5, $5)
    ON CONFLICT (client_id, user_id) DO UPDATE
      SET display_name = excluded.display_name, metadata = excluded.metadata, updated_at = excluded.updated_at
    RETURNING xmax = 0
    """)
  private static let mention = Statement(
    """
    INSERT INTO users (client_id, user_id, created_at, updated_at)
    SELECT $1, u.user_id, $3, $3 FROM unnest($2::text[]) AS u(user_id) ORDER BY u.user_id
    ON CONFLICT DO NOTHING
    """)
  private static let select = Statement(
    """
    SELECT user_id, display_name, metadata, created_at, updated_at,
           ARRAY(SELECT a.user_id FROM users a WHERE a.client_id = $1 AND a.merged_into = users.user_id ORDER BY 1)
    FROM users WHERE client_id = $1 AND user_id = \(present)
    """, readOnly: true)
  private static let selectIdentities = Statement(
    """
    SELECT channel, address, verified, metadata, created_at, updated_at FROM identities
    WHERE client_id = $1 AND user_id = \(present) ORDER BY channel
    """, readOnly: true)
  private static let delete = Statement("DELETE FROM users WHERE client_id = $1 AND user_id = $2")
  private static let selectAddress = Statement(
    "SELECT address FROM identities WHERE client_id = $1 AND user_id = $2 AND channel = $3 FOR UPDATE")
  private static let deleteIdentity = Statement(
    "DELETE FROM identities WHERE client_id = $1 AND user_id = \(present) AND channel = $3")

  private let pool: PostgresPool

  public init(pool: PostgresPool) { self.pool = pool }

  /// Creates the users that do not exist yet, in the caller's transaction.
  static func mention(_ userIDs: [String], client: ClientID, at time: Timestamp) -> Query {
    Query(mention, [.uuid(client.uuid), .textArray(userIDs), .time(time)])
  }

  public func put(
    _ userID: String, client: ClientID, displayName: String?, metadata: JSONObject, at time: Timestamp
  ) async throws -> (user: User, isNew: Bool) {
    let results = try await pool.pipeline([
      Query(
        Self.upsert,
        [
          .uuid(client.uuid), .text(userID), .optionalText(displayName), .json(metadata.bytes), .time(time),
        ]),
      Query(Self.select, [.uuid(client.uuid), .text(userID)]),
      Query(Self.selectIdentities, [.uuid(client.uuid), .text(userID)]),
    ])
    return (
      user: try Self.user(from: results[1].single(), identities: results[2]), isNew: try results[0].single().bool(0)
    )
  }

  public func find(_ userID: String, client: ClientID) async throws -> User? {
    let results = try await pool.pipeline([
      Query(Self.select, [.uuid(client.uuid), .text(userID)]),
      Query(Self.selectIdentities, [.uuid(client.uuid), .text(userID)]),
    ])
    return try results[0].first.map { try Self.user(from: $0, identities: results[1]) }
  }

  /// False where there was no such user; throws `foreignKeyViolation` while the user is a member of a conversation.
  public func delete(_ userID: String, client: ClientID) async throws -> Bool {
    try await pool.query(Query(Self.delete, [.uuid(client.uuid), .text(userID)])).affectedRows > 0
  }

  /// Nil where the address is another user's, in this spelling or another. The same address again keeps the spelling in
  /// which its platform uses it; another one takes the place of all that were known, and what waits goes there, if it is
  /// verified.
  ///
  /// - Parameter accounts: The channel's accounts.
  /// - Returns: The identity, whether it is new, and the partitions whose inbox got something.
  public func putIdentity(
    _ userID: String, client: ClientID, channel: String, address: String, verified: Bool, metadata: JSONObject,
    accounts: [String], at time: Timestamp
  ) async throws -> (identity: Identity, isNew: Bool, partitions: Set<Int16>)? {
    try await pool.transaction { connection in
      _ = try connection.query(Self.mention([userID], client: client, at: time))
      let key = MergedUsers.Key(clientID: client, userID: userID)
      let userID = try MergedUsers.locked([key], on: connection)[key] ?? userID
      let former = try connection.query(
        Self.selectAddress, [.uuid(client.uuid), .text(userID), .text(channel)]
      ).first?.text(0)
      guard
        let row = try IdentityWrites.put(
          userID, client: client, channel: channel, address: address, verified: verified, metadata: metadata, at: time,
          on: connection)
      else { return nil }
      let identity = try Self.identity(from: row)
      var partitions: Set<Int16> = []
      if let former, former != identity.address, verified {
        let person = AddressMoves.Person(
          clientID: client, userID: userID, channel: channel, from: former, to: identity.address)
        partitions = try AddressMoves.follow(person, accounts: accounts, at: time, on: connection)
      }
      return (identity: identity, isNew: try row.bool(6), partitions: partitions)
    }
  }

  public func deleteIdentity(_ userID: String, channel: String, client: ClientID) async throws -> Bool {
    let query = Query(Self.deleteIdentity, [.uuid(client.uuid), .text(userID), .text(channel)])
    return try await pool.query(query).affectedRows > 0
  }

  private static func user(from row: Row, identities: Rows) throws -> User {
    User(
      userID: try row.text(0), displayName: try row.optionalText(1), metadata: try row.object(2),
      identities: try identities.map(identity(from:)), aliases: try row.textArray(5), createdAt: try row.time(3),
      updatedAt: try row.time(4))
  }

  private static func identity(from row: Row) throws -> Identity {
    Identity(
      channel: try row.text(0), address: try row.text(1), verified: try row.bool(2), metadata: try row.object(3),
      createdAt: try row.time(4), updatedAt: try row.time(5))
  }
}
