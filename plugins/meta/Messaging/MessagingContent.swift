import ConnectorSDK
import JSON

/// What a message says: its text, notes about what is no text, and its files.
struct MessagingContent {
  private(set) var text: String
  private(set) var attachments: [EventAttachment] = []
  private(set) var metadata: [String: String] = [:]

  /// - Returns: nil for a message with nothing to show.
  init?(_ message: JSONValue) {
    var notes: [String] = []
    for attachment in message["attachments"]?.arrayValue ?? [] {
      let note = Event.note(Self.name(attachment))
      // A shared post comes once as `share` and once as what it is.
      if !notes.contains(note) || Self.isFile(attachment) { notes.append(note) }
      if let file = Self.file(attachment) { attachments.append(file) }
    }
    if message["is_unsupported"] == .bool(true) { notes.append(Event.note("a message that cannot be shown here")) }
    if let words = message["text"]?.stringValue, !words.isEmpty { notes.append(words) }
    guard !notes.isEmpty else { return nil }
    text = notes.joined(separator: " ")
    metadata["payload"] = message["quick_reply"]?["payload"]?.stringValue
    metadata["story"] = message["reply_to"]?["story"]?["url"]?.stringValue
    metadata["referral"] = message["referral"]?["ref"]?.stringValue ?? message["referral"]?["ad_id"]?.stringValue
  }

  private static func isFile(_ attachment: JSONValue) -> Bool {
    ["image", "video", "audio", "file", "sticker"].contains(attachment["type"]?.stringValue)
  }

  private static func name(_ attachment: JSONValue) -> String {
    let payload = attachment["payload"]
    let url = payload?["url"]?.stringValue ?? attachment["url"]?.stringValue
    switch attachment["type"]?.stringValue ?? "attachment" {
    case "image": return payload?["sticker_id"] != nil ? "sticker" : "photo"
    case "file": return ["document", url.flatMap(filename)].compactMap { $0 }.joined(separator: " ")
    case "location":
      let place = payload?["coordinates"]
      guard case .number(let latitude)? = place?["lat"], case .number(let longitude)? = place?["long"] else {
        return "location"
      }
      return "location \(latitude), \(longitude)"
    case let type where isFile(attachment): return type
    // Links, shared posts, stories, and what comes to be.
    case let type:
      let kind = type == "fallback" ? "link" : String(type.prefix(50)).replacing("_", with: " ")
      let title = payload?["title"]?.stringValue ?? attachment["title"]?.stringValue
      return [kind, title.map { String($0.prefix(200)) }, url].compactMap { $0 }.joined(separator: " ")
    }
  }

  private static func file(_ attachment: JSONValue) -> EventAttachment? {
    guard isFile(attachment), let url = attachment["payload"]?["url"]?.stringValue else { return nil }
    let isDocument = attachment["type"]?.stringValue == "file"
    return EventAttachment(reference: url, filename: isDocument ? filename(url) ?? "" : "")
  }

  /// The last part of an address's path, where it looks like a file's name.
  private static func filename(_ url: String) -> String? {
    let path = url.prefix { $0 != "?" && $0 != "#" }
    guard let name = path.split(separator: "/").last, name.contains("."), !name.hasPrefix("."), path.contains("://"),
      path.split(separator: "/").count > 2
    else { return nil }
    return String(name.prefix(200))
  }
}
