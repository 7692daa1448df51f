public import Model
import Postgres

// What the owner writes for the way in.
extension OwnerWrites {
  /// Someone who was written to over an account that takes answers.
  public struct Contact: Sendable, Hashable {
    public var clientID: ClientID
    public var account: String
    public var userID: String

    public init(clientID: ClientID, account: String, userID: String) {
      self.clientID = clientID
      self.account = account
      self.userID = userID
    }
  }

  private static let changeStatement = Statement(
    """
    UPDATE messages m SET body = k.body, is_edited = k.is_edited, is_deleted = k.is_deleted, edited_at = k.edited_at,
                          reactions = k.reactions, updated_at = k.updated_at
    FROM unnest($1::bigint[], $2::json[], $3::boolean[], $4::boolean[], $5::timestamptz[], $6::json[],
                $7::timestamptz[])
      AS k(id, body, is_edited, is_deleted, edited_at, reactions, updated_at)
    WHERE m.id = k.id
    """)

  func changeMessages() -> Query {
    let messages = changedMessages.values.sorted { $0.message.id < $1.message.id }
    return Query(
      Self.changeStatement,
      [
        .int64Array(messages.map(\.message.id)), .jsonArray(messages.map(\.message.body.json)),
        .boolArray(messages.map(\.message.isEdited)), .boolArray(messages.map(\.message.isDeleted)),
        .optionalTimestamptzArray(messages.map { $0.message.editedAt?.microseconds }),
        .jsonArray(messages.map { StoredReactions.bytes(of: $0.message.reactions) }),
        .timestamptzArray(messages.map(\.changedAt.microseconds)),
      ])
  }

  // Rows that say the same already are left alone: in a conversation that goes on, nothing is written.
  private static let contactsStatement = Statement(
    """
    INSERT INTO contacts (client_id, account, user_id, conversation_id, contacted_at)
    SELECT k.client_id, k.account, k.user_id, k.conversation_id, k.contacted_at
    FROM unnest($1::uuid[], $2::text[], $3::text[], $4::uuid[], $5::timestamptz[])
      AS k(client_id, account, user_id, conversation_id, contacted_at)
    LEFT JOIN contacts l ON l.client_id = k.client_id AND l.account = k.account AND l.user_id = k.user_id
    WHERE l.conversation_id IS DISTINCT FROM k.conversation_id
    ORDER BY k.client_id, k.account, k.user_id
    ON CONFLICT (client_id, account, user_id) DO UPDATE
      SET conversation_id = excluded.conversation_id, contacted_at = excluded.contacted_at
      WHERE contacts.contacted_at <= excluded.contacted_at
    """)

  func updateContacts() -> Query {
    let contacts = Array(self.contacts)
    return Query(
      Self.contactsStatement,
      [
        .uuidArray(contacts.map(\.key.clientID.uuid)), .textArray(contacts.map(\.key.account)),
        .textArray(contacts.map(\.key.userID)), .uuidArray(contacts.map(\.value.conversationID.uuid)),
        .timestamptzArray(contacts.map(\.value.at.microseconds)),
      ])
  }
}
