/// A text on its way to one recipient over one account.
public struct OutboundText: Sendable {
  /// The caller's own number for this send; not interpreted, appears in the log.
  public var operationID: UInt64?
  public var messageID: String
  /// Opaque to connectors; the same for all messages of a conversation.
  public var conversationKey: String?
  /// The recipient's address on the platform.
  public var address: String
  /// The platform's id of the chat; nil is the private chat with `address`.
  public var chat: String?
  /// The platform's id of the message that this one answers.
  public var replyTo: String?
  public var text: String
  /// How `text` is written.
  public var format: TextFormat
  /// The same for every attempt of one delivery, and for nothing else.
  public var idempotencyKey: String
  /// From now; a send that has not ended by then ends with `TIMEOUT`. Accurate to the host's tick (50 ms).
  public var deadline: Duration
  public var metadata: [String: String]
  /// 1 for the first attempt.
  public var attempt: Int
  /// An earlier attempt may have arrived.
  public var possibleDuplicate: Bool
  /// Opaque id of the author, the same for all of the author's messages.
  public var sender: String?
  /// What to call the author where several people write through one account.
  public var senderName: String?

  public init(
    operationID: UInt64? = nil, messageID: String, conversationKey: String? = nil, address: String,
    chat: String? = nil, replyTo: String? = nil, text: String, format: TextFormat = .plain,
    idempotencyKey: String, deadline: Duration = .seconds(30), metadata: [String: String] = [:], attempt: Int = 1,
    possibleDuplicate: Bool = false, sender: String? = nil, senderName: String? = nil
  ) {
    self.operationID = operationID
    self.messageID = messageID
    self.conversationKey = conversationKey
    self.address = address
    self.chat = chat
    self.replyTo = replyTo
    self.text = text
    self.format = format
    self.idempotencyKey = idempotencyKey
    self.deadline = deadline
    self.metadata = metadata
    self.attempt = attempt
    self.possibleDuplicate = possibleDuplicate
    self.sender = sender
    self.senderName = senderName
  }
}
