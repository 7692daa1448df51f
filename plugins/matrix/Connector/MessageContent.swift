import ConnectorSDK
import JSON

/// The content of a message's event.
struct MessageContent {
  var text: RichText
  /// The event that it answers.
  var replyTo: String?
  /// Clients do not ring for a notice.
  var isSilent = false
  /// Whom the bot speaks for, in a room that lets nobody else in.
  var speaksFor: String?

  init(_ text: RichText) { self.text = text }

  var json: JSONValue {
    var content = words
    if let replyTo { content["m.relates_to"] = ["m.in_reply_to": ["event_id": .string(replyTo)]] }
    return .object(content)
  }

  /// The same as new words of a message; who does not know edits sees them with a star.
  func json(replacing event: String) -> JSONValue {
    var content = words
    content["m.new_content"] = .object(words)
    content["body"] = .string("* \(content["body"]?.stringValue ?? "")")
    if let html = content["formatted_body"]?.stringValue { content["formatted_body"] = .string("* \(html)") }
    content["m.relates_to"] = ["rel_type": "m.replace", "event_id": .string(event)]
    return .object(content)
  }

  private var words: JSONObject {
    let text = speaksFor.map { RichText("\($0): ") + self.text } ?? self.text
    var content = JSONObject([
      ("msgtype", isSilent ? "m.notice" : "m.text"), ("body", .string(text.text)),
      // Says that nobody is mentioned; without it older rules look for names in the text.
      ("m.mentions", [:]),
    ])
    if !text.spans.isEmpty {
      content["format"] = "org.matrix.custom.html"
      content["formatted_body"] = .string(MatrixHTML.write(text))
    }
    return content
  }
}

extension RichText {
  fileprivate static func + (left: RichText, right: RichText) -> RichText {
    let shift = left.text.utf16.count
    let spans = right.spans.map { span in
      Span(span.style, (span.range.lowerBound + shift)..<(span.range.upperBound + shift))
    }
    return RichText(left.text + right.text, spans: left.spans + spans)
  }
}
