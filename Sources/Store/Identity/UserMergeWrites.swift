public import Model
public import Postgres

/// What a merge changes. All of it happens in one transaction of the caller, which holds both users (`UserMergeStore.lock`).
public enum UserMergeWrites {
  // Everything that the other statements change, as it was: it is read by UserMergeReversal.
  private static let formerStatement = Statement(
    """
    SELECT json_build_object(
      'memberships', (
        SELECT coalesce(json_agg(json_build_object(
          'conversation_id', m.conversation_id, 'position', m.position, 'joined_at', m.joined_at, 'shared', EXISTS (
            SELECT FROM conversation_members o WHERE o.conversation_id = m.conversation_id AND o.user_id = $3))), '[]')
        FROM conversation_members m WHERE m.client_id = $1 AND m.user_id = $2),
      'identities', (
        SELECT coalesce(json_agg(i), '[]') FROM identities i WHERE i.client_id = $1 AND i.user_id = $2),
      'survivor_identities', (
        SELECT coalesce(json_agg(i), '[]') FROM identities i WHERE i.client_id = $1 AND i.user_id = $3),
      'addresses', (
        SELECT coalesce(json_agg(json_build_object('channel', a.channel, 'key', a.key)), '[]')
        FROM known_addresses a WHERE a.client_id = $1 AND a.user_id = $2),
      'threads', (
        SELECT coalesce(json_agg(json_build_object('account', t.account, 'chat', t.chat)), '[]')
        FROM threads t WHERE t.client_id = $1 AND t.user_id = $2),
      'contacts', (SELECT coalesce(json_agg(c), '[]') FROM contacts c WHERE c.client_id = $1 AND c.user_id = $2),
      'survivor_contacts', (
        SELECT coalesce(json_agg(c), '[]') FROM contacts c WHERE c.client_id = $1 AND c.user_id = $3),
      'aliases', (
        SELECT coalesce(json_agg(u.user_id), '[]') FROM users u WHERE u.client_id = $1 AND u.merged_into = $2))
    """)

  // Where both have an identity the survivor's stays, unless only the other one is verified; all addresses are known.
  private static let addressesStatement = Statement(
    """
    UPDATE known_addresses a SET user_id = $3
    WHERE a.client_id = $1 AND a.user_id = $2 AND EXISTS (
      SELECT FROM identities i WHERE i.client_id = $1 AND i.user_id = $3 AND i.channel = a.channel)
    """)
  private static let foldStatement = Statement(
    """
    WITH gone AS (
      DELETE FROM identities i USING identities s
      WHERE i.client_id = $1 AND i.user_id = $2 AND s.client_id = $1 AND s.user_id = $3 AND s.channel = i.channel
      RETURNING i.channel, i.address, i.verified
    )
    UPDATE identities s SET address = g.address, verified = true, updated_at = $4 FROM gone g
    WHERE s.client_id = $1 AND s.user_id = $3 AND s.channel = g.channel AND g.verified AND NOT s.verified
    """)
  private static let identitiesStatement = Statement(
    "UPDATE identities SET user_id = $3 WHERE client_id = $1 AND user_id = $2")
  private static let leaveStatement = Statement(
    """
    DELETE FROM conversation_members m USING conversation_members o
    WHERE m.client_id = $1 AND m.user_id = $2 AND o.conversation_id = m.conversation_id AND o.user_id = $3
    """)
  private static let membersStatement = Statement(
    "UPDATE conversation_members SET user_id = $3 WHERE client_id = $1 AND user_id = $2")
  private static let threadsStatement = Statement(
    "UPDATE threads SET user_id = $3 WHERE client_id = $1 AND user_id = $2")
  private static let contactsStatement = Statement(
    """
    WITH gone AS (
      DELETE FROM contacts WHERE client_id = $1 AND user_id = $2 RETURNING account, conversation_id, contacted_at
    )
    INSERT INTO contacts (client_id, account, user_id, conversation_id, contacted_at)
    SELECT $1, account, $3, conversation_id, contacted_at FROM gone
    ON CONFLICT (client_id, account, user_id) DO UPDATE
      SET conversation_id = excluded.conversation_id, contacted_at = excluded.contacted_at
      WHERE contacts.contacted_at < excluded.contacted_at
    """)
  private static let usersStatement = Statement(
    "UPDATE users SET merged_into = $3 WHERE client_id = $1 AND (user_id = $2 OR merged_into = $2)")

  /// What is there before a merge, as one JSON object.
  public static func former(
    _ merged: String, into survivor: String, client: ClientID, on connection: PostgresConnection
  ) throws -> [UInt8] {
    try connection.query(formerStatement, [.uuid(client.uuid), .text(merged), .text(survivor)]).single().bytes(0)
  }

  /// Makes everything of one user another's.
  public static func apply(_ merged: String, into survivor: String, client: ClientID, at time: Timestamp) -> [Query] {
    let names: [PostgresValue] = [.uuid(client.uuid), .text(merged), .text(survivor)]
    return [
      Query(addressesStatement, names), Query(foldStatement, names + [.time(time)]),
      Query(identitiesStatement, names), Query(leaveStatement, names), Query(membersStatement, names),
      Query(threadsStatement, names), Query(contactsStatement, names), Query(usersStatement, names),
    ]
  }
}
