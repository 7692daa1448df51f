import Addresses
import JSON
import Model
import Postgres

/// Gives a user an address on a channel, as a client asks for it.
enum IdentityWrites {
  private static let holderStatement = Statement(
    """
    SELECT user_id, CASE WHEN seen_at IS NOT NULL THEN address END FROM known_addresses
    WHERE client_id = $1 AND channel = $2 AND key = $3 FOR UPDATE
    """)
  private static let forgetStatement = Statement(
    "DELETE FROM known_addresses WHERE client_id = $1 AND channel = $2 AND user_id = $3")
  private static let upsertStatement = Statement(
    """
    INSERT INTO identities (client_id, user_id, channel, address, verified, metadata, created_at, updated_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $7)
    ON CONFLICT (client_id, user_id, channel) DO UPDATE
      SET address = excluded.address, verified = excluded.verified, metadata = excluded.metadata,
          updated_at = excluded.updated_at
    RETURNING channel, address, verified, metadata, created_at, updated_at, xmax = 0
    """)
  private static let claimStatement = Statement(
    """
    INSERT INTO known_addresses (client_id, channel, key, user_id, address, created_at)
    VALUES ($1, $2, $3, $4, $5, $6)
    ON CONFLICT (client_id, channel, key) DO UPDATE SET address = excluded.address
      WHERE known_addresses.user_id = excluded.user_id
    """)

  /// The identity's row, with whether it is new; nil where the address is somebody else's by another spelling. Throws
  /// `uniqueViolation` where it is by this one.
  static func put(
    _ userID: String, client: ClientID, channel: String, address: String, verified: Bool, metadata: JSONObject,
    at time: Timestamp, on connection: PostgresConnection
  ) throws -> Row? {
    let key = PlatformAddress(channel: channel, text: address).key
    let place: [PostgresValue] = [.uuid(client.uuid), .text(channel)]
    var address = address
    if let holder = try connection.query(holderStatement, place + [.text(key)]).first {
      guard try holder.text(0) == userID else { return nil }
      if let used = try holder.optionalText(1) { address = used }
    } else {
      _ = try connection.query(forgetStatement, place + [.text(userID)])
    }
    let row = try connection.query(
      upsertStatement,
      [
        .uuid(client.uuid), .text(userID), .text(channel), .text(address), .bool(verified), .json(metadata.bytes),
        .time(time),
      ]
    ).single()
    let claimed = try connection.query(
      claimStatement, place + [.text(key), .text(userID), .text(address), .time(time)])
    guard claimed.affectedRows > 0 else {
      // Somebody else has claimed it in between; nothing of this may stay.
      throw PostgresError(.uniqueViolation, "the address is another user's")
    }
    return row
  }
}
