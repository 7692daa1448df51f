import Addresses
public import Model
public import Postgres

/// What platforms tell about people's addresses: other spellings, further addresses, new ones.
public enum AddressWrites {
  /// An address under which a platform has just spoken of somebody.
  public struct Sighting: Sendable, Hashable {
    public var clientID: ClientID
    public var userID: String
    public var channel: String
    public var address: String
    /// Whether the platform used it itself, so that it is the one to answer to; false for one that was only told.
    public var isCurrent: Bool

    public init(clientID: ClientID, userID: String, channel: String, address: String, isCurrent: Bool) {
      self.clientID = clientID
      self.userID = userID
      self.channel = channel
      self.address = address
      self.isCurrent = isCurrent
    }

    fileprivate var key: String { PlatformAddress(channel: channel, text: address).key }
  }

  // A key that is somebody else's stays theirs.
  private static let noteStatement = Statement(
    """
    INSERT INTO known_addresses (client_id, channel, key, user_id, address, seen_at, created_at)
    SELECT DISTINCT ON (k.client_id, k.channel, k.key) k.client_id, k.channel, k.key, k.user_id, k.address, $6, $6
    FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[]) WITH ORDINALITY
      AS k(client_id, user_id, channel, address, key, ordinal)
    JOIN identities i ON i.client_id = k.client_id AND i.user_id = k.user_id AND i.channel = k.channel
    ORDER BY k.client_id, k.channel, k.key, k.ordinal DESC
    ON CONFLICT (client_id, channel, key) DO UPDATE SET address = excluded.address, seen_at = excluded.seen_at
      WHERE known_addresses.user_id = excluded.user_id
    """)
  private static let preferStatement = Statement(
    """
    UPDATE identities i SET address = k.address, updated_at = $5
    FROM (SELECT DISTINCT ON (client_id, user_id, channel) *
          FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[]) WITH ORDINALITY
            AS n(client_id, user_id, channel, address, ordinal)
          ORDER BY client_id, user_id, channel, ordinal DESC) k
    WHERE i.client_id = k.client_id AND i.user_id = k.user_id AND i.channel = k.channel AND i.address <> k.address
      AND NOT EXISTS (SELECT FROM identities o WHERE o.client_id = k.client_id AND o.channel = k.channel
                        AND o.address = k.address)
    """)

  /// Remembers addresses, and has those answered to that the platform itself has used.
  public static func note(_ sightings: [Sighting], at time: Timestamp) -> [Query] {
    func names(_ sightings: [Sighting]) -> [PostgresValue] {
      [
        .uuidArray(sightings.map(\.clientID.uuid)), .textArray(sightings.map(\.userID)),
        .textArray(sightings.map(\.channel)), .textArray(sightings.map(\.address)),
      ]
    }
    return [
      Query(noteStatement, names(sightings) + [.textArray(sightings.map(\.key)), .time(time)]),
      Query(preferStatement, names(sightings.filter(\.isCurrent)) + [.time(time)]),
    ]
  }

  private static let ownerStatement = Statement(
    """
    SELECT coalesce(
      (SELECT user_id FROM identities WHERE client_id = $1 AND channel = $2 AND address = $3),
      (SELECT user_id FROM known_addresses WHERE client_id = $1 AND channel = $2 AND key = $4))
    """)
  private static let forgetStatement = Statement(
    "DELETE FROM known_addresses WHERE client_id = $1 AND channel = $2 AND key = $3 AND user_id = $4")

  /// Who has an address, in whatever spelling; nil where nobody has.
  public static func owner(
    of address: String, channel: String, client: ClientID, on connection: PostgresConnection
  ) throws -> String? {
    let key = PlatformAddress(channel: channel, text: address).key
    return try connection.query(
      ownerStatement, [.uuid(client.uuid), .text(channel), .text(address), .text(key)]
    ).single().optionalText(0)
  }

  /// Gives whoever has an address another one, unless that is somebody else's. A number that was given up may be somebody
  /// else's tomorrow, so it is known no more.
  ///
  /// - Returns: Who has got the address; nil where nobody has.
  public static func move(
    client: ClientID, channel: String, from: String, to: String, at time: Timestamp, on connection: PostgresConnection
  ) throws -> String? {
    guard let userID = try owner(of: from, channel: channel, client: client, on: connection) else { return nil }
    if let holder = try owner(of: to, channel: channel, client: client, on: connection), holder != userID { return nil }
    let sighting = Sighting(clientID: client, userID: userID, channel: channel, address: to, isCurrent: true)
    _ = try connection.pipeline(note([sighting], at: time))
    let former = PlatformAddress(channel: channel, text: from).key
    guard former != sighting.key else { return userID }
    _ = try connection.query(
      forgetStatement, [.uuid(client.uuid), .text(channel), .text(former), .text(userID)])
    return userID
  }

  private static let moveThreadsStatement = Statement(
    """
    UPDATE threads t SET chat = k.chat, updated_at = $4
    FROM (SELECT DISTINCT ON (account, former) * FROM unnest($1::text[], $2::text[], $3::text[]) WITH ORDINALITY
            AS n(account, former, chat, ordinal) ORDER BY account, former, ordinal DESC) k
    WHERE t.account = k.account AND t.chat = k.former
      AND NOT EXISTS (SELECT FROM threads o WHERE o.account = k.account AND o.chat = k.chat)
    """)

  /// Has chats that go by an address go by another one of the same person, unless that is bound already.
  public static func moveThreads(_ moves: [(account: String, from: String, to: String)], at time: Timestamp) -> Query {
    Query(
      moveThreadsStatement,
      [.textArray(moves.map(\.account)), .textArray(moves.map(\.from)), .textArray(moves.map(\.to)), .time(time)])
  }
}
