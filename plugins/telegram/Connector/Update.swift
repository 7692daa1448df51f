import ConnectorSDK
import JSON

/// One update of Telegram, and the events that it means.
struct Update {
  let id: Int64
  let botID: Int64?
  private let json: JSONObject
  private let raw: [UInt8]

  /// - Returns: nil for a body that is no update, or not all of one: Telegram sends such a one again.
  init?(_ body: [UInt8], botID: Int64?) {
    guard let json = (try? PlatformJSON.parse(body))?.objectValue, let id = json["update_id"]?.integerValue else {
      return nil
    }
    self.id = id
    self.botID = botID
    self.json = json
    raw = body
  }

  /// At least one: what means nothing to Chat4All is an event of kind `other`.
  func events() -> [Event] {
    for member in json.members {
      guard let events = events(member.key, member.value) else { continue }
      return events.isEmpty ? [other(member.key)] : events.map(withRaw)
    }
    return [other(json.members.first { $0.key != "update_id" }?.key ?? "empty")]
  }

  /// Nil for what is no known kind of update, empty for one that means nothing.
  private func events(_ kind: String, _ value: JSONValue) -> [Event]? {
    switch kind {
    case "message", "channel_post", "business_message":
      MessageUpdate(self, value).map { $0.events() } ?? []
    case "edited_message", "edited_channel_post", "edited_business_message":
      MessageUpdate(self, value).map { $0.edits() } ?? []
    case "deleted_business_messages": deletions(value)
    case "message_reaction": reaction(value)
    case "chat_member": membership(value)
    case "my_chat_member": ownMembership(value)
    default: nil
    }
  }

  /// The id of an event. An update that means several of them gives each its own.
  func event(_ kind: Event.Kind, _ number: Int? = nil) -> Event {
    Event(kind, id: number.map { "\(id)/\($0)" } ?? String(id))
  }

  func other(_ what: String) -> Event {
    var event = event(.other)
    event.detail = "update: \(what.prefix(100))"
    return withRaw(event)
  }

  private func withRaw(_ event: Event) -> Event {
    var event = event
    if raw.count <= 1 << 20 { event.raw = raw }
    return event
  }

  private func deletions(_ value: JSONValue) -> [Event] {
    guard let chat = Chat(value) else { return [] }
    let messages = value["message_ids"]?.arrayValue ?? []
    return messages.enumerated().compactMap { index, message in
      guard let messageID = message.integerValue else { return nil }
      var event = event(.deleted, index)
      event.chat = chat.eventChat
      event.refID = MessageReference(chat: chat.address, messageID: messageID).description
      return event
    }
  }

  private func reaction(_ value: JSONValue) -> [Event] {
    guard let chat = Chat(value), let messageID = value["message_id"]?.integerValue,
      let author = Author(user: value["user"], chat: value["actor_chat"])
    else { return [] }
    let old = value["old_reaction"]?.arrayValue ?? []
    let new = value["new_reaction"]?.arrayValue ?? []
    var event = event(.reaction)
    chat.describe(&event)
    author.describe(&event)
    event.occurredAt = Self.time(value["date"])
    event.refID = MessageReference(chat: chat.address, messageID: messageID).description
    // Who pays may put several; what came last is what the person means now.
    let latest = new.last { !old.contains($0) } ?? new.last
    event.text = latest.map(Self.symbol) ?? ""
    return [event]
  }

  private static func symbol(_ reaction: JSONValue) -> String {
    switch reaction["type"]?.stringValue {
    case "emoji": reaction["emoji"]?.stringValue ?? ""
    case "custom_emoji": "custom_emoji:\(reaction["custom_emoji_id"]?.stringValue ?? "")"
    default: "⭐"
    }
  }

  private func membership(_ value: JSONValue) -> [Event] {
    guard let chat = Chat(value), let user = Author(user: value["new_chat_member"]?["user"], chat: nil), !user.isBot
    else { return [] }
    let was = Self.isMember(value["old_chat_member"])
    let isNow = Self.isMember(value["new_chat_member"])
    guard was != isNow else { return [] }
    var event = event(isNow ? .memberJoined : .memberLeft)
    chat.describe(&event)
    user.describe(&event)
    event.chat = chat.address.description
    event.occurredAt = Self.time(value["date"])
    return [event]
  }

  /// The bot itself was let in, shut out or blocked. Sends tell the same by their refusals; people find it here.
  private func ownMembership(_ value: JSONValue) -> [Event] {
    guard let chat = Chat(value), let status = value["new_chat_member"]?["status"]?.stringValue else { return [] }
    var event = other("my_chat_member")
    chat.describe(&event)
    event.occurredAt = Self.time(value["date"])
    event.metadata = ["my_chat_member": status]
    if chat.isPrivate {
      event.detail = status == "kicked" ? "the user has blocked the bot" : "the user has let the bot in"
    }
    return [event]
  }

  private static func isMember(_ member: JSONValue?) -> Bool {
    switch member?["status"]?.stringValue {
    case "creator", "administrator", "member": true
    case "restricted": member?["is_member"] == .bool(true)
    default: false
    }
  }

  /// Microseconds of a date in seconds; 0 where there is none.
  static func time(_ date: JSONValue?) -> Int64 {
    guard let seconds = date?.integerValue, (0..<100_000_000_000).contains(seconds) else { return 0 }
    return seconds * 1_000_000
  }
}
