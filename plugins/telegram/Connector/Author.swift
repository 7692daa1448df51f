import ConnectorSDK
import JSON

/// Who did something: a user, or a chat that acts as one (a channel, a group's anonymous administrator).
struct Author {
  let id: Int64
  let isBot: Bool
  private let name: String

  /// A chat goes before a user, who is then only a placeholder.
  init?(user: JSONValue?, chat: JSONValue?) {
    if let chat, let id = chat["id"]?.integerValue {
      self.id = id
      isBot = false
      name = chat["title"]?.stringValue ?? ""
    } else if let user, let id = user["id"]?.integerValue {
      self.id = id
      isBot = user["is_bot"] == .bool(true)
      let names = [user["first_name"]?.stringValue, user["last_name"]?.stringValue].compactMap { $0 }
      name = names.filter { !$0.isEmpty }.joined(separator: " ")
    } else {
      return nil
    }
  }

  func describe(_ event: inout Event) {
    event.sender = String(id)
    event.senderName = name
  }
}
