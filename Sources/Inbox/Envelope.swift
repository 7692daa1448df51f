public import Model

/// One thing that has entered the gateway and waits for the owner of its partition.
public struct Envelope: Sendable {
  /// The raw values are stored; they never change.
  public enum Kind: Int16, Sendable {
    /// A message to be put into its conversation.
    case message = 1
    /// A report of how far a delivery has got.
    case receipt = 2
    /// A dead letter to be tried again.
    case redrive = 3
    /// A fact that only has to be entered in the event log.
    case event = 4
    /// A change of a message that has, or will have, its place before this one is taken: an edit, a deletion, a reaction.
    case change = 5
    /// A member of the conversation, a chat that is bound to it or a member's address goes by another name from here on: what
    /// waits for the one waits for the other.
    case rename = 9
  }

  public var partition: Int16
  /// The order of arrival within the partition.
  public var id: Int64
  public var kind: Kind
  public var clientID: ClientID
  public var conversationID: ConversationID
  public var messageID: String?
  public var sender: String?
  public var body: [UInt8]
  public var receivedAt: Timestamp
  public var expiresAt: Timestamp?
}
