import CConnectorABI

/// Something that happened to a message, or around it, after it was sent.
public struct Change: Sendable, Equatable {
  /// Chat4All's id of the message that it is about; of typing: empty.
  public var messageID: String
  /// Opaque; the same for all messages of a conversation.
  public var conversation: String
  /// The platform's address of the person who is to see it. Empty when only the chat is known.
  public var recipient: String
  /// The platform's id of the chat. Empty: the private chat with ``recipient``.
  public var chat: String
  /// The platform's id of the message, sent or received over this account. Of typing: the newest one received in the chat,
  /// where there is one.
  public var remoteID: String
  /// Of a message that was sent in parts: the ids of the second and later ones.
  public var moreIDs: [String]
  /// An edit: what the message reads now. A reaction: the sign; empty: taken back.
  public var text: String
  public var format: TextFormat
  /// The same for all attempts of one change, different otherwise.
  public var idempotencyKey: String
  /// Opaque: who edits, reacts, reads or types.
  public var sender: String
  public var senderName: String
  /// Microseconds since 1970. 0: not known.
  public var occurredAt: Int64
  /// 1 for the first.
  public var attempt: Int
  /// Nobody types any more.
  public var isTypingStopped: Bool
  /// Microseconds of ``Host/monotonicTime``; the host gives up then. 0: none.
  public var deadline: Int64

  public init(
    messageID: String = "", conversation: String = "", recipient: String, chat: String = "", remoteID: String = "",
    moreIDs: [String] = [], text: String = "", format: TextFormat = .plain, idempotencyKey: String = "",
    sender: String = "", senderName: String = "", occurredAt: Int64 = 0, attempt: Int = 1,
    isTypingStopped: Bool = false, deadline: Int64 = 0
  ) {
    self.messageID = messageID
    self.conversation = conversation
    self.recipient = recipient
    self.chat = chat
    self.remoteID = remoteID
    self.moreIDs = moreIDs
    self.text = text
    self.format = format
    self.idempotencyKey = idempotencyKey
    self.sender = sender
    self.senderName = senderName
    self.occurredAt = occurredAt
    self.attempt = attempt
    self.isTypingStopped = isTypingStopped
    self.deadline = deadline
  }

  /// Copies what the host passed; nil where it passed nothing.
  init?(_ pointer: UnsafePointer<c4a_change>?) {
    guard let raw = c4a_change.copy(of: pointer) else { return nil }
    let more = UnsafeBufferPointer(start: raw.more_ids, count: raw.more_ids == nil ? 0 : raw.more_ids_count)
    self.init(
      messageID: String(raw.message_id), conversation: String(raw.conversation), recipient: String(raw.recipient),
      chat: String(raw.chat), remoteID: String(raw.remote_id), moreIDs: more.map { String($0) },
      text: String(raw.text), format: TextFormat(rawValue: raw.format) ?? .plain,
      idempotencyKey: String(raw.idempotency_key), sender: String(raw.sender), senderName: String(raw.sender_name),
      occurredAt: raw.occurred_at_us, attempt: max(1, Int(raw.attempt)),
      isTypingStopped: raw.flags & UInt32(C4A_CHANGE_TYPING_STOPPED) != 0, deadline: raw.deadline_us)
  }
}
