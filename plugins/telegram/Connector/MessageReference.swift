/// A message's `remote_id`: `<chat>/<message>`, since a message's number alone is unique only within its chat.
struct MessageReference: CustomStringConvertible {
  /// Without a topic: numbers are unique over all topics of a chat.
  var chat: ChatAddress
  var messageID: Int64

  init(chat: ChatAddress, messageID: Int64) {
    self.chat = ChatAddress(id: chat.id, connection: chat.connection)
    self.messageID = messageID
  }

  /// Reads an id, whatever its chat is called now.
  init?(named text: String) {
    guard let slash = text.lastIndex(of: "/"), let messageID = Int64(text[text.index(after: slash)...]),
      let own = ChatAddress(String(text[..<slash]))
    else { return nil }
    self.init(chat: own, messageID: messageID)
  }

  /// Reads an id that belongs to this chat; nil for one of another chat, in which nothing can be quoted from here.
  init?(_ text: String, in chat: ChatAddress) {
    guard let slash = text.lastIndex(of: "/"), let messageID = Int64(text[text.index(after: slash)...]),
      let own = ChatAddress(String(text[..<slash])), own.id == chat.id, own.connection == chat.connection
    else { return nil }
    self.init(chat: own, messageID: messageID)
  }

  /// Whether the message is in another chat than this one, as far as both are given by number.
  func isElsewhere(than other: ChatAddress) -> Bool {
    guard let own = Int64(chat.id), let other = Int64(other.id) else { return false }
    return own != other
  }

  var description: String { "\(chat)/\(messageID)" }
}
