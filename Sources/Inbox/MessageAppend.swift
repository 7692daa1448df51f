public import Model

/// A message that asks to be accepted.
public struct MessageAppend: Sendable {
  public var clientID: ClientID
  public var messageID: String
  public var conversationID: ConversationID
  public var partition: Int16
  public var sender: String
  /// Recipients that the caller named; each must be a member. Empty for every other member.
  public var recipients: [String]
  /// Equal for equal content; tells a repeated request from a reused message_id.
  public var fingerprint: [UInt8]
  public var body: MessageBody
  public var receivedAt: Timestamp
  public var expiresAt: Timestamp?

  public init(
    clientID: ClientID, messageID: String, conversationID: ConversationID, partition: Int16, sender: String,
    recipients: [String], fingerprint: [UInt8], body: MessageBody, receivedAt: Timestamp, expiresAt: Timestamp?
  ) {
    self.clientID = clientID
    self.messageID = messageID
    self.conversationID = conversationID
    self.partition = partition
    self.sender = sender
    self.recipients = recipients
    self.fingerprint = fingerprint
    self.body = body
    self.receivedAt = receivedAt
    self.expiresAt = expiresAt
  }

  /// What must not stand twice in one statement.
  struct Key: Hashable {
    var clientID: ClientID
    var messageID: String
  }

  var key: Key { Key(clientID: clientID, messageID: messageID) }
}

/// What became of a message that asked to be accepted.
public enum AppendOutcome: Sendable, Hashable {
  /// Durable now.
  case accepted
  /// Durable since an earlier request with the same content.
  case duplicate
  /// The id belongs to a message with another content.
  case messageIDReused
  case conversationUnknown
  case senderNotAMember
  /// The recipient at this place of the list is not a member.
  case recipientNotAMember(Int)
}
