import ConnectorSDK
import JSON
import MetaGraph

/// What became of a message that we sent.
struct StatusUpdate {
  private(set) var event: Event

  /// - Returns: nil for a status that says nothing about the way of a message.
  init?(_ status: JSONValue) {
    guard let id = status["id"]?.stringValue, let name = status["status"]?.stringValue,
      let kind = Self.kind(name)
    else { return nil }
    let participant =
      status["recipient_participant_id"]?.stringValue
      ?? status["recipient_participant_user_id"]?.stringValue
    event = Event(kind, id: ([id, name] + [participant].compactMap { $0 }).joined(separator: "/"))
    event.refID = id
    event.messageID = status["biz_opaque_callback_data"]?.stringValue ?? ""
    event.occurredAt = WhatsAppTime.microseconds(status["timestamp"])
    let recipient = status["recipient_id"]?.stringValue
    if status["recipient_type"]?.stringValue == "group" {
      event.flags = .group
      event.chat = recipient ?? ""
      event.sender = participant ?? ""
    } else {
      event.sender = recipient ?? status["recipient_user_id"]?.stringValue ?? ""
    }
    if name == "played" { event.metadata["played"] = "true" }
    if kind == .failed {
      let error = status["errors"]?.arrayValue?.first.map { GraphError($0).whatsAppError }
      event.failure = error ?? .permanent("WhatsApp gives no reason")
    }
  }

  private static func kind(_ status: String) -> Event.Kind? {
    switch status {
    case "sent": .sent
    case "delivered": .delivered
    // Who has played a voice message has seen it.
    case "read", "played": .read
    case "failed": .failed
    default: nil
    }
  }
}
