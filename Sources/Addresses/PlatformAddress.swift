/// A platform's name for a person, and which spellings mean the same one. A value without I/O.
///
/// Platforms and people spell one address in several ways: WhatsApp leaves out Brazil's ninth digit, people write a plus
/// and blanks. Two addresses of one channel with the same ``key`` are one person's; the key is stored, so its rules may
/// only change together with a migration.
public struct PlatformAddress: Sendable, Hashable {
  /// The channel's type, such as `whatsapp`.
  public let channel: String
  /// As somebody spelled it.
  public let text: String

  public init(channel: String, text: String) {
    self.channel = channel
    self.text = text
  }

  /// The same for all spellings of the address, different for different addresses.
  public var key: String { number?.key ?? text }

  /// Every spelling by digits under which platforms know the address, the ``key`` first; the address itself where its
  /// channel has one spelling.
  public var variants: [String] { number?.variants ?? [text] }

  /// Only what a channel's platform says about its addresses counts. Telegram's user ids are numbers of another kind, its
  /// names change hands, and Matrix ids are case-sensitive in both halves: those are what they are.
  private var number: PhoneNumber? {
    Self.phoneChannels.contains(channel) ? PhoneNumber(text) : nil
  }

  private static let phoneChannels: Set<String> = ["whatsapp", "sms", "signal"]
}
