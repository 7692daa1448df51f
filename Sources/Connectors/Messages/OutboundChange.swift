/// Something that happened to a message, or around it, on its way to one recipient over one account.
public struct OutboundChange: Sendable {
  /// What happened.
  public enum Kind: Sendable, Equatable {
    /// The message reads like this now.
    case edit(text: String, format: TextFormat)
    case delete
    /// A reaction; the empty one takes it back.
    case reaction(String)
    /// The message, or all up to it, has been read.
    case read
    case typing(stopped: Bool)

    /// As the interface calls it, for the log.
    var name: String {
      switch self {
      case .edit: "editText"
      case .delete: "deleteMessage"
      case .reaction: "react"
      case .read: "markRead"
      case .typing: "typing"
      }
    }

    /// What a channel has to be able to do for it.
    var capability: ConnectorCapabilities {
      switch self {
      case .edit: .edit
      case .delete: .delete
      case .reaction: .reaction
      case .read: .markRead
      case .typing: .typing
      }
    }
  }

  public var kind: Kind
  /// The caller's own number for this change; not interpreted, appears in the log.
  public var operationID: UInt64?
  /// The message that it is about; empty for typing.
  public var messageID: String
  /// Opaque to connectors; the same for all messages of a conversation.
  public var conversationKey: String?
  /// The address, on the platform, of the person who is to see it.
  public var address: String
  /// The platform's id of the chat; nil is the private chat with `address`.
  public var chat: String?
  /// The platform's id of the message. Of typing: the newest that came in from the chat, where there is one.
  public var remoteID: String?
  /// Where the message was sent in parts: the ids of the second and later ones.
  public var moreIDs: [String]
  /// The same for every attempt of one change, and for nothing else.
  public var idempotencyKey: String
  /// From now; a change that has not ended by then ends with `TIMEOUT`. Accurate to the host's tick (50 ms).
  public var deadline: Duration
  /// 1 for the first attempt.
  public var attempt: Int
  /// Opaque id of who did it.
  public var sender: String?
  public var senderName: String?
  /// Microseconds since 1970; 0 where it is not known.
  public var occurredAt: Int64

  public init(
    _ kind: Kind, operationID: UInt64? = nil, messageID: String = "", conversationKey: String? = nil,
    address: String, chat: String? = nil, remoteID: String? = nil, moreIDs: [String] = [],
    idempotencyKey: String, deadline: Duration = .seconds(30), attempt: Int = 1, sender: String? = nil,
    senderName: String? = nil, occurredAt: Int64 = 0
  ) {
    self.kind = kind
    self.operationID = operationID
    self.messageID = messageID
    self.conversationKey = conversationKey
    self.address = address
    self.chat = chat
    self.remoteID = remoteID
    self.moreIDs = moreIDs
    self.idempotencyKey = idempotencyKey
    self.deadline = deadline
    self.attempt = attempt
    self.sender = sender
    self.senderName = senderName
    self.occurredAt = occurredAt
  }
}
