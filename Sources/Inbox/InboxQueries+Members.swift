public import Model
public import Postgres

// Something that concerns a person wherever they are a member.
extension InboxQueries {
  private static let postToAllStatement = Statement(
    """
    WITH posted AS (
      INSERT INTO inbox (partition, kind, client_id, conversation_id, body, received_at)
      SELECT c.partition, $3, c.client_id, c.conversation_id, $4::json, $5
      FROM conversation_members m JOIN conversations c ON c.conversation_id = m.conversation_id
      WHERE m.client_id = $1 AND m.user_id = $2
      RETURNING partition
    )
    SELECT DISTINCT partition FROM posted
    """)

  /// Puts the same envelope into each conversation of a user; read by ``partitions(from:)``.
  public static func post(
    _ kind: Envelope.Kind, _ body: [UInt8], toConversationsOf userID: String, client: ClientID, at time: Timestamp
  ) -> Query {
    Query(
      postToAllStatement,
      [
        .uuid(client.uuid), .text(userID), .int16(kind.rawValue), .json(body),
        .timestamptz(microsecondsSince1970: time.microseconds),
      ])
  }

  /// The partitions whose inbox got something.
  public static func partitions(from rows: Rows) throws -> Set<Int16> { Set(try rows.map { try $0.int16(0) }) }
}
