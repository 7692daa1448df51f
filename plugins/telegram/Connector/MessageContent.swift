import ConnectorSDK
import JSON

/// What a message says: its text, or a note about what is no text, and its files.
struct MessageContent {
  var text: String
  var attachments: [EventAttachment] = []
  var metadata: [String: String] = [:]

  /// - Returns: nil for a service message.
  init?(_ message: JSONValue) {
    if let text = message["text"]?.stringValue {
      self.text = text
    } else if let (what, file) = Self.media(message) {
      text = Event.note(what, message["caption"]?.stringValue)
      attachments = [file]
    } else if let note = Self.note(message) {
      text = Event.note(note)
    } else {
      return nil
    }
    for (key, name) in [("media_group_id", "media_group_id"), ("message_thread_id", "message_thread_id")] {
      switch message[key] {
      case .string(let value), .number(let value): metadata[name] = value
      default: break
      }
    }
    if let origin = message["forward_origin"]?["type"]?.stringValue { metadata["forwarded"] = origin }
  }

  /// An animation comes as a document, too, and is one only for those who do not know it.
  private static func media(_ message: JSONValue) -> (what: String, file: EventAttachment)? {
    if let photo = message["photo"]?.arrayValue?.last { return file(photo, "photo", mime: "image/jpeg") }
    if let sticker = message["sticker"] {
      let what = ["sticker", sticker["emoji"]?.stringValue].compactMap { $0 }.joined(separator: " ")
      return file(sticker, what, mime: stickerMime(sticker))
    }
    for (key, what, mime) in [
      ("animation", "animation", "video/mp4"), ("video", "video", "video/mp4"), ("audio", "audio", "audio/mpeg"),
      ("voice", "voice message", "audio/ogg"), ("video_note", "video message", "video/mp4"),
      ("document", "document", "application/octet-stream"),
    ] {
      guard let media = message[key] else { continue }
      let name = key == "document" ? media["file_name"]?.stringValue : nil
      return file(media, [what, name].compactMap { $0 }.joined(separator: " "), mime: mime)
    }
    return nil
  }

  private static func stickerMime(_ sticker: JSONValue) -> String {
    if sticker["is_video"] == .bool(true) { return "video/webm" }
    return sticker["is_animated"] == .bool(true) ? "application/x-tgsticker" : "image/webp"
  }

  private static func file(_ media: JSONValue, _ what: String, mime: String) -> (String, EventAttachment)? {
    guard let id = media["file_id"]?.stringValue else { return nil }
    let attachment = EventAttachment(
      reference: id, mime: media["mime_type"]?.stringValue ?? mime, filename: media["file_name"]?.stringValue ?? "",
      length: UInt64(max(0, media["file_size"]?.integerValue ?? 0)))
    return (what, attachment)
  }

  private static func note(_ message: JSONValue) -> String? {
    if let venue = message["venue"] {
      return ["location", venue["title"]?.stringValue, venue["address"]?.stringValue].compactMap { $0 }
        .joined(separator: " ")
    }
    if let location = message["location"], case .number(let latitude) = location["latitude"],
      case .number(let longitude) = location["longitude"]
    {
      return "location \(latitude), \(longitude)"
    }
    if let contact = message["contact"] {
      return [
        "contact", contact["first_name"]?.stringValue, contact["last_name"]?.stringValue,
        contact["phone_number"]?.stringValue,
      ].compactMap { $0 }.joined(separator: " ")
    }
    if let poll = message["poll"] { return "poll \(poll["question"]?.stringValue ?? "")" }
    if let dice = message["dice"] {
      return "\(dice["emoji"]?.stringValue ?? "dice") \(dice["value"]?.integerValue ?? 0)"
    }
    return nil
  }
}
