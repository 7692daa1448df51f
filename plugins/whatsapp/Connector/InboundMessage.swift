import ConnectorSDK
import JSON

/// A message that somebody wrote, or that the owner wrote with the app on the phone (an echo).
struct InboundMessage {
  private(set) var event: Event

  /// - Returns: nil for what is of no use: `unsupported`, other system messages, unknown types.
  init?(_ message: JSONValue, _ people: Contacts, isEcho: Bool) {
    // Who hides the number has a user id alone.
    guard let id = message["id"]?.stringValue,
      let sender = message["from"]?.stringValue ?? message["from_user_id"]?.stringValue,
      let event = Self.event(id, message)
    else { return nil }
    self.event = event
    self.event.sender = self.event.sender.isEmpty ? sender : self.event.sender
    self.event.occurredAt = WhatsAppTime.microseconds(message["timestamp"])
    people.describe(
      &self.event, number: message["from"]?.stringValue, userID: message["from_user_id"]?.stringValue)
    if let group = message["group_id"]?.stringValue {
      self.event.chat = group
      self.event.flags.insert(.group)
    }
    if isEcho {
      self.event.flags.insert(.echo)
      if self.event.chat.isEmpty {
        self.event.chat = message["to"]?.stringValue ?? message["to_user_id"]?.stringValue ?? ""
      }
    }
    describeContext(message)
  }

  private static func event(_ id: String, _ message: JSONValue) -> Event? {
    switch message["type"]?.stringValue {
    case "reaction": return reaction(id, message)
    case "edit": return edit(id, message)
    case "revoke":
      guard let original = message["revoke"]?["original_message_id"]?.stringValue else { return nil }
      var event = Event(.deleted, id: id)
      event.refID = original
      return event
    case "system": return move(id, message)
    default:
      guard let content = MessageContent(message) else { return nil }
      var event = Event(.message, id: id)
      event.remoteID = id
      event.text = content.text
      event.attachments = content.attachments
      return event
    }
  }

  private static func reaction(_ id: String, _ message: JSONValue) -> Event? {
    guard let target = message["reaction"]?["message_id"]?.stringValue else { return nil }
    var event = Event(.reaction, id: id)
    event.refID = target
    // Taken back: empty, or not there.
    event.text = message["reaction"]?["emoji"]?.stringValue ?? ""
    return event
  }

  private static func edit(_ id: String, _ message: JSONValue) -> Event? {
    guard let original = message["edit"]?["original_message_id"]?.stringValue,
      let content = message["edit"]?["message"].flatMap(MessageContent.init)
    else { return nil }
    var event = Event(.edited, id: id)
    event.refID = original
    event.text = content.text
    event.attachments = content.attachments
    return event
  }

  private static func move(_ id: String, _ message: JSONValue) -> Event? {
    let system = message["system"]
    guard ["user_changed_number", "customer_changed_number"].contains(system?["type"]?.stringValue ?? ""),
      let new = system?["wa_id"]?.stringValue ?? system?["new_wa_id"]?.stringValue
    else { return nil }
    var event = Event(.addressMoved, id: id)
    event.refID = new
    return event
  }

  private mutating func describeContext(_ message: JSONValue) {
    let context = message["context"]
    // A forwarded message, or one about a product, has a context too, and quotes nothing.
    if event.kind == .message, context?["from"] != nil, let quoted = context?["id"]?.stringValue {
      event.refID = quoted
    }
    if context?["frequently_forwarded"] == .bool(true) {
      event.metadata["forwarded"] = "frequently"
    } else if context?["forwarded"] == .bool(true) {
      event.metadata["forwarded"] = "true"
    }
    if let url = message["referral"]?["source_url"]?.stringValue { event.metadata["referral"] = url }
  }
}
