public import Model

/// What an owner knows of a message that something happened to: the part of it that can still change.
public struct StoredMessage: Sendable, Hashable {
  /// Names a message as its client does.
  public struct Key: Sendable, Hashable {
    public var clientID: ClientID
    public var messageID: String

    public init(clientID: ClientID, messageID: String) {
      self.clientID = clientID
      self.messageID = messageID
    }
  }

  public var id: Int64
  public var key: Key
  public var conversationID: ConversationID
  public var sequenceNumber: Int64
  /// Who wrote it.
  public var sender: String
  public var body: MessageBody
  public var isEdited: Bool
  public var isDeleted: Bool
  /// The platform's time of the newest edit.
  public var editedAt: Timestamp?
  /// With those that were taken back, which are empty.
  public var reactions: [Reaction]

  public init(
    id: Int64, key: Key, conversationID: ConversationID, sequenceNumber: Int64, sender: String = "", body: MessageBody,
    isEdited: Bool = false, isDeleted: Bool = false, editedAt: Timestamp? = nil, reactions: [Reaction] = []
  ) {
    self.id = id
    self.key = key
    self.conversationID = conversationID
    self.sequenceNumber = sequenceNumber
    self.sender = sender
    self.body = body
    self.isEdited = isEdited
    self.isDeleted = isDeleted
    self.editedAt = editedAt
    self.reactions = reactions
  }
}
