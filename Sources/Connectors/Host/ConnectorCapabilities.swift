import CConnectorABI

/// What a channel can do, for routing and for those who ask.
public struct ConnectorCapabilities: OptionSet, Sendable, Hashable {
  public let rawValue: UInt64

  public init(rawValue: UInt64) {
    self.rawValue = rawValue
  }

  public static let sendText = Self(rawValue: C4A_CAP_SEND_TEXT)
  public static let sendFile = Self(rawValue: C4A_CAP_SEND_FILE)
  public static let webhook = Self(rawValue: C4A_CAP_WEBHOOK)
  public static let deliveredReceipts = Self(rawValue: C4A_CAP_DELIVERED_RECEIPTS)
  public static let readReceipts = Self(rawValue: C4A_CAP_READ_RECEIPTS)
  /// A repeated idempotency key does not make a second message.
  public static let idempotentSend = Self(rawValue: C4A_CAP_IDEMPOTENT_SEND)
  public static let reply = Self(rawValue: C4A_CAP_REPLY)
  public static let groups = Self(rawValue: C4A_CAP_GROUPS)
  public static let formatting = Self(rawValue: C4A_CAP_FORMATTING)
  public static let personas = Self(rawValue: C4A_CAP_PERSONAS)
  public static let edit = Self(rawValue: C4A_CAP_EDIT)
  public static let delete = Self(rawValue: C4A_CAP_DELETE)
  public static let reaction = Self(rawValue: C4A_CAP_REACTION)
  public static let typing = Self(rawValue: C4A_CAP_TYPING)
  public static let markRead = Self(rawValue: C4A_CAP_MARK_READ)
  /// Its functions may wait, so no time limit holds for a call. A trait of the descriptor, not one of its capabilities.
  public static let mayBlock = Self(rawValue: 1 << 63)

  /// The names of the set ones, as the API shows them.
  public var names: [String] {
    Self.named.filter { contains($0.capability) }.map(\.name)
  }

  private static let named: [(capability: Self, name: String)] = [
    (.sendText, "send_text"), (.sendFile, "send_file"), (.webhook, "webhook"),
    (.deliveredReceipts, "delivered_receipts"), (.readReceipts, "read_receipts"),
    (.idempotentSend, "idempotent_send"), (.reply, "reply"), (.groups, "groups"), (.formatting, "formatting"),
    (.personas, "personas"), (.edit, "edit"), (.delete, "delete"), (.reaction, "reaction"), (.typing, "typing"),
    (.markRead, "mark_read"), (.mayBlock, "may_block"),
  ]
}
