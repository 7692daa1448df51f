import ConnectorSDK
import JSON

/// What a message says: its text, or a note about what is no text, and its file.
struct MessageContent {
  var text: String
  var attachments: [EventAttachment] = []

  /// - Returns: nil for a type that carries nothing to show.
  init?(_ message: JSONValue) {
    let type = message["type"]?.stringValue ?? ""
    let body = message[type]
    switch type {
    case "text":
      guard let text = body?["body"]?.stringValue else { return nil }
      self.text = text
    case "image", "video", "audio", "document", "sticker":
      guard let body, let file = Self.file(body) else { return nil }
      attachments = [file]
      text = Event.note(Self.name(type, body), body["caption"]?.stringValue)
    case "location": text = Event.note(Self.location(body))
    case "contacts": text = Event.note(Self.contacts(body))
    // A tap on a button is an answer in words.
    case "button": text = body?["text"]?.stringValue ?? Event.note("button")
    case "interactive": text = Self.reply(body) ?? Event.note("answer to a form")
    case "order": text = Event.note("order", body?["text"]?.stringValue)
    default: return nil
    }
  }

  private static func name(_ type: String, _ body: JSONValue) -> String {
    switch type {
    case "image": "photo"
    case "audio": body["voice"] == .bool(true) ? "voice message" : "audio"
    case "document": ["document", body["filename"]?.stringValue].compactMap { $0 }.joined(separator: " ")
    default: type
    }
  }

  private static func file(_ body: JSONValue) -> EventAttachment? {
    guard let id = body["id"]?.stringValue else { return nil }
    // The sums of callbacks are in base64, those of the media endpoint are not: none is better than a wrong one.
    return EventAttachment(
      reference: id, mime: body["mime_type"]?.stringValue ?? "", filename: body["filename"]?.stringValue ?? "")
  }

  private static func location(_ body: JSONValue?) -> String {
    let names = [body?["name"]?.stringValue, body?["address"]?.stringValue].compactMap { $0 }
    guard case .number(let latitude) = body?["latitude"], case .number(let longitude) = body?["longitude"] else {
      return (["location"] + names).joined(separator: " ")
    }
    return (["location \(latitude), \(longitude)"] + names).joined(separator: " ")
  }

  private static func contacts(_ body: JSONValue?) -> String {
    let people = (body?.arrayValue ?? []).map { contact in
      [contact["name"]?["formatted_name"]?.stringValue, contact["phones"]?.arrayValue?.first?["phone"]?.stringValue]
        .compactMap { $0 }.joined(separator: " ")
    }
    return "contact \(people.joined(separator: ", "))"
  }

  private static func reply(_ body: JSONValue?) -> String? {
    guard let kind = body?["type"]?.stringValue, let reply = body?[kind] else { return nil }
    return reply["title"]?.stringValue ?? reply["body"]?.stringValue
  }
}
