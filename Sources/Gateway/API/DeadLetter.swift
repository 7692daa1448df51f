public import Model

/// A delivery that was given up: of a message, or of what happened to one.
public struct DeadLetter: Sendable, Hashable {
  public var id: Int64
  public var messageID: String
  public var conversationID: ConversationID
  public var recipient: String
  public var channel: String
  public var account: String
  public var attempts: Int
  /// A stable code.
  public var reason: String
  public var detail: String?
  public var failedAt: Timestamp
  public var redrivenAt: Timestamp?
  /// What was to be done to the message: an edit, a deletion, a reaction; nil where the message itself was given up.
  public var operation: MessageOperation?

  public init(
    id: Int64, messageID: String, conversationID: ConversationID, recipient: String, channel: String, account: String,
    attempts: Int, reason: String, detail: String?, failedAt: Timestamp, redrivenAt: Timestamp?,
    operation: MessageOperation? = nil
  ) {
    self.id = id
    self.messageID = messageID
    self.conversationID = conversationID
    self.recipient = recipient
    self.channel = channel
    self.account = account
    self.attempts = attempts
    self.reason = reason
    self.detail = detail
    self.failedAt = failedAt
    self.redrivenAt = redrivenAt
    self.operation = operation
  }
}
