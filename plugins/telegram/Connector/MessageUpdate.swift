import ConnectorSDK
import JSON

/// A message, a channel post or a business message, new or edited.
struct MessageUpdate {
  private let update: Update
  private let json: JSONValue
  private let chat: Chat
  private let author: Author
  private let messageID: Int64

  /// - Returns: nil for what lacks a chat or a number.
  init?(_ update: Update, _ json: JSONValue) {
    guard let chat = Chat(json), let messageID = json["message_id"]?.integerValue else { return nil }
    // A channel's post has no author but the channel.
    let channel = json["from"] == nil ? json["chat"] : nil
    guard let author = Author(user: json["from"], chat: json["sender_chat"] ?? channel) else { return nil }
    self.update = update
    self.json = json
    self.chat = chat
    self.author = author
    self.messageID = messageID
  }

  /// Empty for what nobody wrote.
  func events() -> [Event] {
    if let move { return [move] }
    guard isPersonal, let content = MessageContent(json) else { return [] }
    var event = update.event(.message)
    describe(&event, content)
    event.remoteID = reference
    event.refID = quoted ?? ""
    event.occurredAt = Update.time(json["date"])
    return [event]
  }

  func edits() -> [Event] {
    guard isPersonal, let content = MessageContent(json) else { return [] }
    var event = update.event(.edited)
    describe(&event, content)
    event.refID = reference
    event.occurredAt = Update.time(json["edit_date"] ?? json["date"])
    return [event]
  }

  private var reference: String { MessageReference(chat: chat.address, messageID: messageID).description }

  private func describe(_ event: inout Event, _ content: MessageContent) {
    chat.describe(&event)
    author.describe(&event)
    event.text = content.text
    event.attachments = content.attachments
    event.metadata = content.metadata
    if isEcho { event.flags.insert(.echo) }
  }

  /// Other bots do not take part in conversations.
  private var isPersonal: Bool { !author.isBot || author.id == update.botID }

  /// The bot's own words, or those of the owner of a connected business account.
  private var isEcho: Bool {
    if author.id == update.botID { return true }
    return chat.address.connection != nil && String(author.id) != chat.address.id
  }

  private var quoted: String? {
    guard let original = json["reply_to_message"], let id = original["message_id"]?.integerValue else { return nil }
    // What is written in a topic answers the topic's first message; nobody has quoted that one.
    if chat.address.thread == id { return nil }
    return MessageReference(chat: chat.address, messageID: id).description
  }

  private var move: Event? {
    let id = json["chat"]?["id"]?.integerValue
    if let id, let new = json["migrate_to_chat_id"]?.integerValue {
      return MovedChats.event(String(id), String(new))
    }
    if let id, let old = json["migrate_from_chat_id"]?.integerValue {
      return MovedChats.event(String(old), String(id))
    }
    return nil
  }
}
