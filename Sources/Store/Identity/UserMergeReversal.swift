public import Model
public import Postgres

/// What taking a merge back changes, from what `UserMergeWrites.former` kept. What has come about since goes with the
/// address or the conversation that it belongs to.
public enum UserMergeReversal {
  // $1 client, $2 who was merged, $3 the survivor, $4 former
  private static let former = """
    former_members AS (
      SELECT * FROM json_to_recordset($4::json->'memberships')
        AS m(conversation_id uuid, position integer, joined_at timestamptz, shared boolean)
    ), former_identities AS (
      SELECT * FROM json_to_recordset($4::json->'identities') AS i(
        channel text, address text, verified boolean, metadata json, created_at timestamptz, updated_at timestamptz)
    ), survivor_identities AS (
      SELECT * FROM json_to_recordset($4::json->'survivor_identities') AS i(
        channel text, address text, verified boolean, metadata json, updated_at timestamptz)
    ), former_addresses AS (
      SELECT * FROM json_to_recordset($4::json->'addresses') AS a(channel text, key text)
    ), moved_channels AS (
      SELECT channel FROM former_identities EXCEPT SELECT channel FROM survivor_identities
    ), returning_addresses AS (
      SELECT a.channel, a.key, a.address FROM known_addresses a
      WHERE a.client_id = $1 AND a.user_id = $3 AND (
        a.channel IN (SELECT channel FROM moved_channels)
        OR (a.channel, a.key) IN (SELECT channel, key FROM former_addresses))
    ), former_contacts AS (
      SELECT * FROM json_to_recordset($4::json->'contacts')
        AS c(account text, conversation_id uuid, contacted_at timestamptz)
    )
    """

  // Those that were the merged user's alone, and those begun since in chats of addresses that go back.
  private static let returningStatement = Statement(
    """
    WITH \(former)
    SELECT c.conversation_id, c.partition
    FROM conversation_members m JOIN conversations c ON c.conversation_id = m.conversation_id
    WHERE m.client_id = $1 AND m.user_id = $3 AND (
      c.conversation_id IN (SELECT conversation_id FROM former_members WHERE NOT shared)
      OR c.conversation_id IN (
        SELECT t.conversation_id FROM threads t
        WHERE t.client_id = $1 AND t.user_id = $3 AND NOT t.is_group AND t.created_at >= $5
          AND t.chat IN (SELECT address FROM returning_addresses)))
      AND NOT EXISTS (
        SELECT FROM conversation_members o WHERE o.conversation_id = m.conversation_id AND o.user_id = $2)
    """)
  private static let membersStatement = Statement(
    """
    UPDATE conversation_members SET user_id = $2
    WHERE client_id = $1 AND user_id = $3 AND conversation_id = ANY ($4::uuid[])
    """)
  private static let sharedStatement = Statement(
    """
    WITH \(former)
    INSERT INTO conversation_members (conversation_id, user_id, client_id, position, joined_at)
    SELECT m.conversation_id, $2, $1, m.position, m.joined_at
    FROM former_members m JOIN conversations c ON c.conversation_id = m.conversation_id
    WHERE m.shared
    ON CONFLICT DO NOTHING
    """)
  private static let restoreStatement = Statement(
    """
    WITH \(former)
    UPDATE identities s SET address = o.address, verified = o.verified, metadata = o.metadata, updated_at = o.updated_at
    FROM survivor_identities o
    WHERE s.client_id = $1 AND s.user_id = $3 AND s.channel = o.channel AND s.address <> o.address
      AND s.address IN (SELECT a.address FROM returning_addresses a WHERE a.channel = s.channel)
      AND NOT EXISTS (
        SELECT FROM identities x WHERE x.client_id = $1 AND x.channel = o.channel AND x.address = o.address)
    """)
  private static let movedStatement = Statement(
    """
    WITH \(former)
    UPDATE identities SET user_id = $2
    WHERE client_id = $1 AND user_id = $3 AND channel IN (SELECT channel FROM moved_channels)
    """)
  // What was removed since stays removed.
  private static let foldedStatement = Statement(
    """
    WITH \(former)
    INSERT INTO identities (client_id, user_id, channel, address, verified, metadata, created_at, updated_at)
    SELECT $1, $2, i.channel, i.address, i.verified, i.metadata, i.created_at, i.updated_at
    FROM former_identities i
    WHERE i.channel NOT IN (SELECT channel FROM moved_channels)
      AND i.channel IN (SELECT channel FROM returning_addresses)
    ON CONFLICT DO NOTHING
    """)
  private static let addressesStatement = Statement(
    """
    WITH \(former)
    UPDATE known_addresses a SET user_id = $2
    WHERE a.client_id = $1 AND a.user_id = $3 AND (a.channel, a.key) IN (SELECT channel, key FROM former_addresses)
      AND EXISTS (SELECT FROM identities i WHERE i.client_id = $1 AND i.user_id = $2 AND i.channel = a.channel)
    """)
  private static let threadsStatement = Statement(
    """
    UPDATE threads SET user_id = $2
    WHERE client_id = $1 AND user_id = $3 AND (
      conversation_id = ANY ($5::uuid[]) OR (account, chat) IN (
        SELECT account, chat FROM json_to_recordset($4::json->'threads') AS t(account text, chat text)))
    """)
  private static let giveContactsStatement = Statement(
    """
    WITH \(former)
    INSERT INTO contacts (client_id, account, user_id, conversation_id, contacted_at)
    SELECT $1, n.account, $2, n.conversation_id, n.contacted_at FROM contacts n
    WHERE n.client_id = $1 AND n.user_id = $3 AND n.conversation_id = ANY ($5::uuid[])
    UNION ALL
    SELECT $1, f.account, $2, f.conversation_id, f.contacted_at FROM former_contacts f
    WHERE NOT EXISTS (
      SELECT FROM contacts n WHERE n.client_id = $1 AND n.user_id = $3 AND n.account = f.account
        AND n.conversation_id = ANY ($5::uuid[]))
    ON CONFLICT (client_id, account, user_id) DO UPDATE
      SET conversation_id = excluded.conversation_id, contacted_at = excluded.contacted_at
      WHERE contacts.contacted_at < excluded.contacted_at
    """)
  private static let takeContactsStatement = Statement(
    """
    WITH \(former)
    DELETE FROM contacts n
    WHERE n.client_id = $1 AND n.user_id = $3 AND (
      n.conversation_id = ANY ($5::uuid[]) OR EXISTS (
        SELECT FROM former_contacts f WHERE f.account = n.account AND f.conversation_id = n.conversation_id
          AND f.contacted_at = n.contacted_at))
    """)
  private static let keepContactsStatement = Statement(
    """
    INSERT INTO contacts (client_id, account, user_id, conversation_id, contacted_at)
    SELECT $1, c.account, $2, c.conversation_id, c.contacted_at
    FROM json_to_recordset($3::json->'survivor_contacts')
      AS c(account text, conversation_id uuid, contacted_at timestamptz)
    ON CONFLICT DO NOTHING
    """)
  private static let userStatement = Statement(
    "UPDATE users SET merged_into = NULL WHERE client_id = $1 AND user_id = $2")
  private static let aliasesStatement = Statement(
    """
    UPDATE users SET merged_into = $2
    WHERE client_id = $1 AND merged_into = $3
      AND user_id IN (SELECT json_array_elements_text($4::json->'aliases'))
    """)

  /// The conversations that go back, with their partitions.
  public static func returning(
    _ merge: UserMerge, former: [UInt8], client: ClientID, on connection: PostgresConnection
  ) throws -> [(conversationID: ConversationID, partition: Int16)] {
    try connection.query(
      returningStatement,
      [
        .uuid(client.uuid), .text(merge.mergedUserID), .text(merge.userID), .json(former), .time(merge.mergedAt),
      ]
    ).map { (conversationID: ConversationID(try $0.uuid(0)), partition: try $0.int16(1)) }
  }

  /// Gives everything back to who was merged.
  public static func apply(
    _ merge: UserMerge, former: [UInt8], returning: [ConversationID], client: ClientID
  ) -> [Query] {
    let names: [PostgresValue] = [.uuid(client.uuid), .text(merge.mergedUserID), .text(merge.userID)]
    let conversations = PostgresValue.uuidArray(returning.map(\.uuid))
    let all = names + [.json(former)]
    return [
      // Contacts first: they are judged by the conversations as they are called now.
      Query(giveContactsStatement, all + [conversations]), Query(takeContactsStatement, all + [conversations]),
      Query(keepContactsStatement, [.uuid(client.uuid), .text(merge.userID), .json(former)]),
      Query(membersStatement, names + [conversations]), Query(sharedStatement, all),
      Query(threadsStatement, all + [conversations]),
      Query(restoreStatement, all), Query(movedStatement, all), Query(foldedStatement, all),
      Query(addressesStatement, all), Query(userStatement, [.uuid(client.uuid), .text(merge.mergedUserID)]),
      Query(aliasesStatement, all),
    ]
  }
}
