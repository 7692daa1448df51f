import Addresses
public import Model
public import Postgres

/// Codes by which people prove that accounts are theirs, and how often wrong ones were tried.
public enum LinkCodeStore {
  /// What a code stands for.
  public struct Found: Sendable, Hashable {
    /// Whose it is; by now perhaps merged into somebody else.
    public var userID: String
    /// The key of the address that has used it; nil while nobody has.
    public var usedBy: String?
  }

  // The newest code is the one that counts.
  private static let withdrawStatement = Statement(
    "DELETE FROM link_codes WHERE client_id = $1 AND user_id = $2 AND channel = $3 AND used_at IS NULL")
  private static let issueStatement = Statement(
    """
    INSERT INTO link_codes (client_id, channel, code_hash, user_id, created_at, expires_at)
    VALUES ($1, $2, $3, $4, $5, $6)
    """)
  private static let findStatement = Statement(
    """
    SELECT user_id, used_by FROM link_codes
    WHERE client_id = $1 AND channel = $2 AND code_hash = $3 AND (used_at IS NOT NULL OR expires_at > $4)
    FOR UPDATE
    """)
  private static let useStatement = Statement(
    "UPDATE link_codes SET used_at = $4, used_by = $5 WHERE client_id = $1 AND channel = $2 AND code_hash = $3")
  // The row is held until the transaction ends, so that of several tries at the same moment each sees those before it.
  private static let tryStatement = Statement(
    """
    INSERT INTO link_failures (client_id, channel, key, failures, since) VALUES ($1, $2, $3, 1, $4)
    ON CONFLICT (client_id, channel, key) DO UPDATE SET
      failures = CASE WHEN link_failures.since > $5 THEN link_failures.failures + 1 ELSE 1 END,
      since = CASE WHEN link_failures.since > $5 THEN link_failures.since ELSE excluded.since END
    RETURNING failures
    """)
  private static let forgiveStatement = Statement(
    """
    UPDATE link_failures SET failures = failures - 1
    WHERE client_id = $1 AND channel = $2 AND key = $3 AND failures > 0
    """)
  private static let verifyStatement = Statement(
    """
    INSERT INTO identities (client_id, user_id, channel, address, verified, created_at, updated_at)
    VALUES ($1, $2, $3, $4, true, $5, $5)
    ON CONFLICT (client_id, user_id, channel) DO UPDATE SET verified = true, updated_at = excluded.updated_at
    """)
  private static let pruneCodesStatement = Statement(
    "DELETE FROM link_codes WHERE expires_at < now() - make_interval(secs => $1)")
  private static let pruneFailuresStatement = Statement(
    "DELETE FROM link_failures WHERE since < now() - make_interval(secs => $1)")

  /// Stores a code in place of the user's former one for the channel, while that is open.
  public static func issue(
    _ hash: [UInt8], to userID: String, channel: String, client: ClientID, at time: Timestamp, expiresAt: Timestamp
  ) -> [Query] {
    [
      Query(withdrawStatement, [.uuid(client.uuid), .text(userID), .text(channel)]),
      Query(
        issueStatement,
        [.uuid(client.uuid), .text(channel), .bytea(hash), .text(userID), .time(time), .time(expiresAt)]),
    ]
  }

  /// What a code stands for, and holds it; nil for one that there is not, or that has expired unused.
  public static func find(
    _ hash: [UInt8], channel: String, client: ClientID, at time: Timestamp, on connection: PostgresConnection
  ) throws -> Found? {
    try connection.query(findStatement, [.uuid(client.uuid), .text(channel), .bytea(hash), .time(time)]).first.map {
      Found(userID: try $0.text(0), usedBy: try $0.optionalText(1))
    }
  }

  /// Uses a code up, and makes the address the user's, verified and the one to write to.
  public static func use(
    _ hash: [UInt8], by address: String, of userID: String, channel: String, client: ClientID, at time: Timestamp
  ) -> [Query] {
    let key = PlatformAddress(channel: channel, text: address).key
    let sighting = AddressWrites.Sighting(
      clientID: client, userID: userID, channel: channel, address: address, isCurrent: true)
    return [
      Query(useStatement, [.uuid(client.uuid), .text(channel), .bytea(hash), .time(time), .text(key)]),
      Query(
        verifyStatement, [.uuid(client.uuid), .text(userID), .text(channel), .text(address), .time(time)]),
    ] + AddressWrites.note([sighting], at: time)
  }

  /// Counts a try of an address as a wrong one, until it is forgiven; the count begins anew where it began before `since`.
  ///
  /// Others who try from the same address at this moment wait until the caller's transaction has ended.
  /// - Returns: How many wrong tries there have been lately, this one included.
  public static func countTry(
    of address: String, channel: String, client: ClientID, since: Timestamp, at time: Timestamp,
    on connection: PostgresConnection
  ) throws -> Int {
    let key = PlatformAddress(channel: channel, text: address).key
    let row = try connection.query(
      tryStatement, [.uuid(client.uuid), .text(channel), .text(key), .time(time), .time(since)]
    ).single()
    return Int(try row.int32(0))
  }

  /// Takes back that a try was counted: the code was right.
  public static func forgive(_ address: String, channel: String, client: ClientID) -> Query {
    let key = PlatformAddress(channel: channel, text: address).key
    return Query(forgiveStatement, [.uuid(client.uuid), .text(channel), .text(key)])
  }

  /// Forgets codes that ended so long ago, and failures of an hour ago.
  public static func prune(olderThan age: Duration, on connection: PostgresConnection) throws {
    _ = try connection.pipeline([
      Query(pruneCodesStatement, [.double(age.seconds)]), Query(pruneFailuresStatement, [.double(3600)]),
    ])
  }
}
