public import Model
import Postgres

// What the owner writes when a member of a conversation goes by another id, or has another address.
extension OwnerWrites {
  public struct Rename: Sendable, Hashable {
    public var conversationID: ConversationID
    public var from: String
    public var into: String

    public init(conversationID: ConversationID, from: String, into: String) {
      self.conversationID = conversationID
      self.from = from
      self.into = into
    }
  }

  // What waits: to be sent, for its turn, or inside the gateway to be fetched. What has ended stays told as it was.
  private static let renameStatement = Statement(
    """
    UPDATE deliveries d SET recipient = k.to_user
    FROM unnest($1::uuid[], $2::text[], $3::text[]) AS k(conversation_id, from_user, to_user)
    WHERE d.conversation_id = k.conversation_id AND d.recipient = k.from_user
      AND (d.status IN (0, 5) OR (d.account = 'internal' AND d.status IN (1, 2)))
    """)

  func renameRecipients() -> Query {
    Query(
      Self.renameStatement,
      [
        .uuidArray(renames.map(\.conversationID.uuid)), .textArray(renames.map(\.from)),
        .textArray(renames.map(\.into)),
      ])
  }

  // What has ended, or is on its way, stays told as it was.
  private static let moveStatement = Statement(
    """
    UPDATE deliveries d SET address = k.address
    FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[]) AS k(conversation_id, user_id, channel, address)
    WHERE d.conversation_id = k.conversation_id AND d.recipient = k.user_id AND d.channel = k.channel
      AND d.status IN (0, 5) AND d.address <> k.address
    """)

  func moveAddresses() -> Query {
    Query(
      Self.moveStatement,
      [
        .uuidArray(addressMoves.map(\.conversationID.uuid)), .textArray(addressMoves.map(\.userID)),
        .textArray(addressMoves.map(\.channel)), .textArray(addressMoves.map(\.address)),
      ])
  }
}
