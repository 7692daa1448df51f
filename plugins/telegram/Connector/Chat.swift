import ConnectorSDK
import JSON

/// The chat that an update is about.
struct Chat {
  var address: ChatAddress
  let isPrivate: Bool
  private let title: String

  /// Of a value with a member `chat`.
  init?(_ value: JSONValue) {
    guard let chat = value["chat"], let id = chat["id"]?.integerValue else { return nil }
    address = ChatAddress(id: String(id), connection: value["business_connection_id"]?.stringValue)
    if value["is_topic_message"] == .bool(true) { address.thread = value["message_thread_id"]?.integerValue }
    isPrivate = chat["type"]?.stringValue == "private"
    title = chat["title"]?.stringValue ?? ""
  }

  /// How events name it: not at all when it is the private chat with the one who wrote.
  var eventChat: String {
    isPrivate && address.thread == nil && address.connection == nil ? "" : address.description
  }

  func describe(_ event: inout Event) {
    event.chat = eventChat
    event.chatTitle = title
    if !isPrivate { event.flags.insert(.group) }
  }
}
