/// Something that happened on a platform, as a connector reported it.
public struct ConnectorEvent: Sendable, Equatable {
  /// What happened. `remoteID` is the id of what the event brings, `refID` of what it is about.
  public enum Kind: Sendable, Equatable {
    /// `sender` wrote `text` in `chat`; `refID` is the message it answers.
    case message
    case sent
    case delivered
    case read
    /// `refID` will not arrive; `code` and `detail` say why.
    case failed
    /// `refID` now reads `text`.
    case edited
    case deleted
    /// `text` is the reaction of `sender` to `refID`; empty when taken back.
    case reaction
    case typing
    /// All that was sent to `chat` until `until` is delivered.
    case deliveredUpTo
    /// All that was sent to `chat` until `until` has been read.
    case readUpTo
    case memberJoined
    case memberLeft
    /// `chat` is from now on known as `refID`.
    case chatMoved
    /// `sender` is from now on known as `refID`.
    case addressMoved
    /// Of no use to the gateway, or a kind of a newer interface; counted and kept for audit.
    case other(UInt32)
  }

  /// The name of the channel account.
  public var account: String
  public var kind: Kind
  /// Microseconds since 1970, by the platform's clock where it told the time.
  public var occurredAt: Int64
  /// The same whenever the platform repeats the event; nil when the platform gives no such id.
  public var eventID: String?
  public var chat: String?
  public var chatTitle: String?
  /// The platform's address of who did it.
  public var sender: String?
  public var senderName: String?
  public var remoteID: String?
  public var refID: String?
  /// The gateway's own message id, where the platform gave it back.
  public var messageID: String?
  public var text: String?
  public var format: TextFormat
  /// Microseconds since 1970; of `deliveredUpTo` and `readUpTo`.
  public var until: Int64?
  /// Of `failed`: a result code.
  public var code: Int32
  /// For people; no secrets.
  public var detail: String?
  /// The message was written by the account itself.
  public var isEcho: Bool
  /// `chat` has, or can have, more than two members.
  public var isGroup: Bool
  public var attachments: [EventAttachment]
  public var metadata: [String: String]
  /// The platform's own words.
  public var raw: [UInt8]

  public init(
    account: String, kind: Kind, occurredAt: Int64, eventID: String? = nil, chat: String? = nil,
    chatTitle: String? = nil, sender: String? = nil, senderName: String? = nil, remoteID: String? = nil,
    refID: String? = nil, messageID: String? = nil, text: String? = nil, format: TextFormat = .plain,
    until: Int64? = nil, code: Int32 = 0, detail: String? = nil, isEcho: Bool = false, isGroup: Bool = false,
    attachments: [EventAttachment] = [], metadata: [String: String] = [:], raw: [UInt8] = []
  ) {
    self.account = account
    self.kind = kind
    self.occurredAt = occurredAt
    self.eventID = eventID
    self.chat = chat
    self.chatTitle = chatTitle
    self.sender = sender
    self.senderName = senderName
    self.remoteID = remoteID
    self.refID = refID
    self.messageID = messageID
    self.text = text
    self.format = format
    self.until = until
    self.code = code
    self.detail = detail
    self.isEcho = isEcho
    self.isGroup = isGroup
    self.attachments = attachments
    self.metadata = metadata
    self.raw = raw
  }
}
