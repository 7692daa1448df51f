public import Model
public import Postgres

// What is on its way out of conversations.
extension IngressReads {
  // Of the newest messages: what is answered within moments of its sending is among them.
  private static let sendsStatement = Statement(
    """
    SELECT k.ordinal
    FROM unnest($1::text[], $2::uuid[]) WITH ORDINALITY AS k(account, conversation_id, ordinal)
    JOIN conversations c ON c.conversation_id = k.conversation_id
    WHERE EXISTS (
      SELECT FROM deliveries d
      WHERE d.conversation_id = c.conversation_id AND d.sequence_number > c.last_sequence_number - 50
        AND d.account = k.account AND d.status = 0 AND d.operation IS NULL)
    """)

  /// The places, from 1, of those among the conversations that have sends under way over the account.
  public static func sendsUnderWay(_ places: [(account: String, conversationID: ConversationID)]) -> Query {
    Query(sendsStatement, [.textArray(places.map(\.account)), .uuidArray(places.map(\.conversationID.uuid))])
  }
}
