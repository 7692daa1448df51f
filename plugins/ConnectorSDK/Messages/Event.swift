/// Something that happened on the platform.
public struct Event: Sendable, Equatable {
  /// `remoteID` is the id of the thing that the event brings, `refID` of the thing that it is about.
  public enum Kind: UInt32, Sendable {
    /// Somebody wrote: chat, sender, remoteID, text; refID: the message it answers.
    case message = 1
    /// The platform accepted refID.
    case sent = 2
    /// refID is on the recipient's device.
    case delivered = 3
    /// refID has been read.
    case read = 4
    /// refID will not arrive: `failure` says why.
    case failed = 5
    /// refID now reads `text`.
    case edited = 6
    /// refID was taken back.
    case deleted = 7
    /// `text` is the reaction of sender to refID; empty: taken back.
    case reaction = 8
    /// sender is typing in chat.
    case typing = 9
    /// All that we sent to chat until `until` is delivered.
    case deliveredUpTo = 10
    /// All that we sent to chat until `until` has been read.
    case readUpTo = 11
    /// sender is now in chat.
    case memberJoined = 12
    /// sender is no longer in chat.
    case memberLeft = 13
    /// chat is from now on known as refID.
    case chatMoved = 14
    /// sender is from now on known as refID.
    case addressMoved = 15
    /// Understood to be of no use to Chat4All; kept in `raw`, counted.
    case other = 16
  }

  public struct Flags: OptionSet, Sendable {
    public let rawValue: UInt32
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    /// Written by the account itself, here or with another client.
    public static let echo = Self(rawValue: 0x1)
    /// The chat has, or can have, more than two members.
    public static let group = Self(rawValue: 0x2)
    /// May be dropped when there is no room (typing).
    public static let ephemeral = Self(rawValue: 0x4)
  }

  public var kind: Kind
  /// The same whenever the platform repeats the event; the host drops repetitions by it.
  public var id: String
  public var flags: Flags = []
  /// Of ``text``.
  public var format = TextFormat.plain
  /// Microseconds since 1970, by the platform's clock. 0: the time at which it is reported.
  public var occurredAt: Int64 = 0
  /// For the kinds up to a time: microseconds since 1970.
  public var until: Int64 = 0
  /// The platform's id of the chat. Empty: the private chat with ``sender``.
  public var chat = ""
  public var chatTitle = ""
  /// The platform's address of who did it.
  public var sender = ""
  public var senderName = ""
  public var remoteID = ""
  public var refID = ""
  /// ``TextMessage/id`` of what the event is about, when the platform gave it back.
  public var messageID = ""
  public var text = ""
  /// With `failed`: why.
  public var failure: ConnectorError?
  /// For people; no secrets.
  public var detail = ""
  /// The platform's own words, for audit and later re-processing.
  public var raw: [UInt8] = []
  public var attachments: [EventAttachment] = []
  /// Whatever else is worth keeping.
  public var metadata: [String: String] = [:]

  public init(_ kind: Kind, id: String) {
    self.kind = kind
    self.id = id
  }

  /// A text that stands for what is no text: `[photo] The broken part`.
  public static func note(_ what: String, _ caption: String? = nil) -> String {
    guard let caption, !caption.isEmpty else { return "[\(what)]" }
    return "[\(what)] \(caption)"
  }
}
