import CConnectorABI

/// A text to send.
public struct TextMessage: Sendable, Equatable {
  /// Chat4All's id of the message; may be passed along for the platform to give back.
  public var id: String
  /// Opaque; the same for all messages of a conversation.
  public var conversation: String
  /// The platform's address of the person. Empty when only the chat is known.
  public var recipient: String
  /// The platform's id of the chat. Empty: the private chat with ``recipient``.
  public var chat: String
  /// The platform's id of the message that this one answers.
  public var replyTo: String?
  public var text: String
  public var format: TextFormat
  /// The same for all attempts of one delivery, different otherwise.
  public var idempotencyKey: String
  /// Opaque; the same for all messages of one author.
  public var sender: String
  /// What to call the author, where several people write through one account.
  public var senderName: String
  /// The developer's metadata.
  public var metadata: [String: String]
  /// 1 for the first.
  public var attempt: Int
  /// An earlier attempt may have arrived.
  public var mayBeDuplicate: Bool
  /// Not to make the recipient's device ring, where the platform can.
  public var isSilent: Bool
  /// Microseconds of ``Host/monotonicTime``; the host gives up then. 0: none.
  public var deadline: Int64

  public init(
    id: String, conversation: String = "", recipient: String, chat: String = "", replyTo: String? = nil,
    text: String, format: TextFormat = .plain, idempotencyKey: String? = nil, sender: String = "",
    senderName: String = "", metadata: [String: String] = [:], attempt: Int = 1, mayBeDuplicate: Bool = false,
    isSilent: Bool = false, deadline: Int64 = 0
  ) {
    self.id = id
    self.conversation = conversation
    self.recipient = recipient
    self.chat = chat
    self.replyTo = replyTo
    self.text = text
    self.format = format
    self.idempotencyKey = idempotencyKey ?? id
    self.sender = sender
    self.senderName = senderName
    self.metadata = metadata
    self.attempt = attempt
    self.mayBeDuplicate = mayBeDuplicate
    self.isSilent = isSilent
    self.deadline = deadline
  }

  /// Copies what the host passed; nil where it passed nothing.
  init?(_ pointer: UnsafePointer<c4a_message>?) {
    guard let raw = c4a_message.copy(of: pointer) else { return nil }
    self.init(
      id: String(raw.message_id), conversation: String(raw.conversation), recipient: String(raw.recipient),
      chat: String(raw.chat), replyTo: String(nonEmpty: raw.reply_to), text: String(raw.text),
      format: TextFormat(rawValue: raw.format) ?? .plain, idempotencyKey: String(raw.idempotency_key),
      sender: String(raw.sender), senderName: String(raw.sender_name), attempt: max(1, Int(raw.attempt)),
      mayBeDuplicate: raw.flags & UInt32(C4A_MESSAGE_POSSIBLE_DUPLICATE) != 0,
      isSilent: raw.flags & UInt32(C4A_MESSAGE_SILENT) != 0, deadline: raw.deadline_us)
    for (key, value) in pairs(raw.meta, raw.meta_count) { metadata[key] = value }
  }
}
