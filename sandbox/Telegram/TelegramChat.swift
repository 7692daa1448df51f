import JSON

/// A private chat, a basic group or a supergroup.
struct TelegramChat: Sendable {
  enum Kind: String, Sendable {
    case `private`
    case group
    case supergroup
  }

  enum BotStatus: String, CaseIterable, Sendable {
    case member
    case administrator
    case left
    case kicked
  }

  var id: Int64
  var kind: Kind
  /// The name by which commands call a group; for a private chat the person's.
  var name: String
  var title: String?
  /// User ids, in the order in which they joined.
  var members: [Int64]
  var botStatus = BotStatus.member
  /// Whether the bot sees what is not meant for it.
  var hasPrivacyMode = false
  var isDeleted = false
  var migratedTo: Int64?
  /// Supergroups count their messages themselves.
  var lastMessageID: Int64 = 0

  var isGroup: Bool { kind != .private }

  func write(to writer: inout JSONWriter, person: TelegramPerson?) {
    writer.object { writer in
      writer.key("id")
      writer.integer(id)
      if let title {
        writer.key("title")
        writer.string(title)
      }
      if kind == .private { person?.writeNames(to: &writer) }
      writer.key("type")
      writer.string(kind.rawValue)
    }
  }
}
