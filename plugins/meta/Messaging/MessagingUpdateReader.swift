import ConnectorSDK
import JSON

/// Reads the elements of `messaging[]`.
struct MessagingUpdateReader {
  let platform: MessagingPlatform
  let account: MessagingAccount
  let book: SentBook

  /// The events of an update; none for one that is of no use.
  func events(of update: JSONValue) -> [Event] {
    // Both are on every update but a few that say nothing about people.
    guard let sender = Self.id(update["sender"]) else { return [] }
    let events =
      if let message = update["message"] {
        self.message(message, from: sender, to: Self.id(update["recipient"]) ?? "").map { [$0] } ?? []
      } else if let edit = update["message_edit"] {
        self.edit(edit).map { [$0] } ?? []
      } else if let reaction = update["reaction"] {
        self.reaction(reaction, sender, update["timestamp"]?.integerValue).map { [$0] } ?? []
      } else if let postback = update["postback"] {
        self.postback(postback, sender, update["timestamp"]?.integerValue).map { [$0] } ?? []
      } else if let delivery = update["delivery"] {
        self.delivery(delivery, sender)
      } else if let read = update["read"] {
        self.read(read, sender)
      } else {
        [Event]()
      }
    return events.map { event in
      var event = event
      if event.sender.isEmpty, !event.flags.contains(.echo) { event.sender = sender }
      event.occurredAt = Self.microseconds(update["timestamp"])
      if let reference = update["sender"]?["user_ref"]?.stringValue { event.metadata["user_ref"] = reference }
      return event
    }
  }

  /// What an update is about, for people.
  static func name(of update: JSONValue) -> String {
    let names = update.objectValue?.members.map(\.key).filter { !["sender", "recipient", "timestamp"].contains($0) }
    return "update: \((names?.first ?? "unknown").prefix(100))"
  }

  // MARK: Messages

  private func message(_ message: JSONValue, from sender: String, to recipient: String) -> Event? {
    guard let id = message["mid"]?.stringValue, message["is_self"] != .bool(true) else { return nil }
    let isEcho = message["is_echo"] == .bool(true) || sender == account.id
    if message["is_deleted"] == .bool(true) {
      var event = Event(.deleted, id: "\(id)/deleted")
      event.refID = id
      if isEcho { event.flags.insert(.echo) }
      return event
    }
    if isEcho { return echo(message, id, recipient) }
    guard let content = MessagingContent(message) else { return nil }
    var event = Event(.message, id: id)
    event.remoteID = id
    event.text = content.text
    event.attachments = content.attachments
    event.refID = message["reply_to"]?["mid"]?.stringValue ?? ""
    event.metadata = content.metadata
    return event
  }

  /// What the account itself has said: by us, or by somebody with another of the platform's clients.
  private func echo(_ message: JSONValue, _ id: String, _ recipient: String) -> Event? {
    let text = message["text"]?.stringValue ?? ""
    let mark = EchoMark(message["metadata"]?.stringValue)
    let isOfApp = account.appID != nil && message["app_id"]?.lenientText == account.appID
    // Noted in any case.
    let isKnown = book.noteEcho(id, SentBook.Words(recipient: recipient, text: text), mark)
    if isKnown || isOfApp {
      var event = Event(.sent, id: "\(id)/sent")
      event.refID = id
      event.messageID = mark?.messageID ?? ""
      event.sender = recipient
      return event
    }
    var event = Event(.message, id: id)
    event.remoteID = id
    event.flags.insert(.echo)
    event.sender = account.id
    event.chat = recipient
    let content = MessagingContent(message)
    event.text = content?.text ?? ""
    event.attachments = content?.attachments ?? []
    event.refID = message["reply_to"]?["mid"]?.stringValue ?? ""
    if let app = message["app_id"]?.lenientText { event.metadata["app_id"] = app }
    return event
  }

  private func edit(_ edit: JSONValue) -> Event? {
    // A number, or a text that is one. 0 comes instead of a message where an app is in development.
    guard let id = edit["mid"]?.stringValue, let text = edit["text"]?.stringValue,
      let number = edit["num_edit"]?.lenientText.flatMap({ Int64($0) }), number > 0
    else { return nil }
    var event = Event(.edited, id: "\(id)/edit/\(number)")
    event.refID = id
    event.text = text
    return event
  }

  private func reaction(_ reaction: JSONValue, _ sender: String, _ time: Int64?) -> Event? {
    guard let id = reaction["mid"]?.stringValue, let action = reaction["action"]?.stringValue,
      action == "react" || action == "unreact"
    else { return nil }
    var event = Event(.reaction, id: "\(id)/\(sender)/\(action)/\(time ?? 0)")
    event.refID = id
    if action == "react" {
      let name = reaction["reaction"]?.stringValue ?? ""
      event.text = reaction["emoji"]?.stringValue ?? ReactionNames.sign(of: name) ?? name
      if event.text.isEmpty { return nil }
    }
    return event
  }

  /// A tap on a button is an answer in words.
  private func postback(_ postback: JSONValue, _ sender: String, _ time: Int64?) -> Event? {
    let payload = postback["payload"]?.stringValue
    guard let text = postback["title"]?.stringValue ?? payload, !text.isEmpty else { return nil }
    let id = postback["mid"]?.stringValue
    var event = Event(.message, id: id ?? "postback/\(sender)/\(time ?? 0)/\((payload ?? text).prefix(200))")
    event.remoteID = id ?? event.id
    event.text = text
    event.metadata["payload"] = payload
    event.metadata["referral"] = postback["referral"]?["ref"]?.stringValue
    return event
  }

  // MARK: Receipts

  private func delivery(_ delivery: JSONValue, _ person: String) -> [Event] {
    var events = (delivery["mids"]?.arrayValue ?? []).compactMap(\.stringValue).map { id in
      var event = Event(.delivered, id: "\(id)/delivered")
      event.refID = id
      return event
    }
    if let event = upTo(.deliveredUpTo, delivery, person) { events.append(event) }
    return events
  }

  private func read(_ read: JSONValue, _ person: String) -> [Event] {
    guard let id = read["mid"]?.stringValue else { return upTo(.readUpTo, read, person).map { [$0] } ?? [] }
    // Who has read a message has read what came before it in the same conversation, and hears of that one alone.
    return (book.read(id, by: person) + [id]).map { message in
      var event = Event(.read, id: "\(message)/read")
      event.refID = message
      if message != id { event.detail = "inferred: a later message of the conversation was read" }
      return event
    }
  }

  private func upTo(_ kind: Event.Kind, _ json: JSONValue, _ person: String) -> Event? {
    guard let watermark = json["watermark"]?.integerValue, watermark > 0, watermark < 1 << 50 else { return nil }
    var event = Event(kind, id: "\(kind == .readUpTo ? "read" : "delivered")/\(person)/\(watermark)")
    // All of that millisecond.
    event.until = watermark * 1_000 + 999
    return event
  }

  // MARK: Values

  private static func id(_ json: JSONValue?) -> String? {
    guard let id = json?["id"]?.lenientText, !id.isEmpty else { return nil }
    return id
  }

  /// Milliseconds in callbacks; 0 where there are none.
  private static func microseconds(_ value: JSONValue?) -> Int64 {
    guard let milliseconds = value?.integerValue, (0..<(1 << 50)).contains(milliseconds) else { return 0 }
    return milliseconds * 1_000
  }
}

extension JSONValue {
  /// A text, or a whole number as one: Meta writes ids and counts in both ways.
  var lenientText: String? { stringValue ?? integerValue.map(String.init) }
}
