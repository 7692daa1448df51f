import JSON

/// Where a message goes: what the gateway knows as `chat`, or as the address of a person.
///
/// Written as the chat's number; a topic of a forum is `<chat>/<topic>`, a chat of a connected business account
/// `<chat>@<connection>`. A public group or channel may also be given as `@name`.
struct ChatAddress: Equatable, CustomStringConvertible {
  /// The chat's number, or `@name`.
  var id: String
  /// The topic, in a group that is a forum.
  var thread: Int64?
  /// The business account on whose behalf to write.
  var connection: String?

  init(id: String, thread: Int64? = nil, connection: String? = nil) {
    self.id = id
    self.thread = thread
    self.connection = connection
  }

  /// - Returns: nil for what no chat is called.
  init?(_ text: String) {
    if text.first == "@" {
      let name = text.dropFirst()
      guard !name.isEmpty, name.utf8.allSatisfy({ $0 != UInt8(ascii: "/") && $0 > 0x20 && $0 < 0x7F }) else {
        return nil
      }
      id = text
      return
    }
    if let at = text.firstIndex(of: "@") {
      id = String(text[..<at])
      connection = String(text[text.index(after: at)...])
    } else if let slash = text.firstIndex(of: "/") {
      id = String(text[..<slash])
      guard let number = Int64(text[text.index(after: slash)...]) else { return nil }
      thread = number
    } else {
      id = text
    }
    guard Int64(id) != nil, connection != "" else { return nil }
  }

  var description: String {
    if let connection { return "\(id)@\(connection)" }
    return thread.map { "\(id)/\($0)" } ?? id
  }

  /// As JSON: a number, or the name.
  var json: JSONValue { Int64(id).map { .integer($0) } ?? .string(id) }

  /// What a message of this chat is called in events; nil where the answer tells too little.
  func remoteID(of message: JSONValue) -> String? {
    guard let messageID = message["message_id"]?.integerValue else { return nil }
    let chat = message["chat"]?["id"]?.integerValue.map { String($0) } ?? id
    return MessageReference(chat: ChatAddress(id: chat, connection: connection), messageID: messageID).description
  }
}
