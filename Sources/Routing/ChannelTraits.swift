/// What a channel can do, as far as it decides what becomes of an operation. Taken from the descriptor of its connector,
/// never from its name, so that everybody's connectors take part.
public struct ChannelTraits: OptionSet, Sendable, Hashable {
  public let rawValue: UInt16

  public init(rawValue: UInt16) { self.rawValue = rawValue }

  /// Texts can be sent over it.
  public static let text = Self(rawValue: 1)
  /// Shows what a message answers.
  public static let reply = Self(rawValue: 2)
  /// Shows formats other than plain.
  public static let formatting = Self(rawValue: 4)
  public static let edit = Self(rawValue: 8)
  public static let delete = Self(rawValue: 16)
  public static let reaction = Self(rawValue: 32)
  public static let typing = Self(rawValue: 64)
  /// Shows people that what they wrote has been read.
  public static let markRead = Self(rawValue: 128)
  /// Reports that what was sent has been read.
  public static let readReports = Self(rawValue: 256)

  /// Shows who wrote a message by itself, or is not to be told.
  public static let authors = Self(rawValue: 512)

  /// The gateway's own clients: they see the history itself, where everything stands.
  public static let `internal`: Self = [
    .text, .reply, .formatting, .edit, .delete, .reaction, .markRead, .readReports, .authors,
  ]
}
