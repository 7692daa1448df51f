import JSON

/// A webhook event in a line: its type, and what it is about.
struct EventSummary {
  private static let shown = ["channel", "message_id", "conversation_id", "sequence_number", "text", "reason"]

  var text: String

  init(_ event: ReceivedEvent) {
    guard let body = (try? JSONParser.parse(event.body))?.objectValue else {
      text = "\(event.body.count) bytes that are no JSON object"
      return
    }
    var parts = [body["type"]?.stringValue ?? "event without a type"]
    let data = body["data"]
    for name in Self.shown {
      guard let value = data?[name] ?? (name == "text" ? data?["payload"]?["text"] : nil), value != .null else {
        continue
      }
      let text = value.stringValue ?? String(decoding: JSONWriter.bytes(of: value), as: UTF8.self)
      parts.append("\(name)=\(text.count > 60 ? text.prefix(60) + "..." : text[...])")
    }
    if event.delivery > 1 { parts.append("(delivery \(event.delivery))") }
    text = parts.joined(separator: " ")
  }
}
