import ConnectorSDK
import JSON

/// One call of sendMessage.
struct Draft {
  /// The developer's wish about link previews, in the message's metadata: `true` or `false`.
  static let linkPreviewKey = "link_preview"

  var chat: ChatAddress
  var text: RichText
  /// The message to answer, in the same chat.
  var replyTo: Int64?
  private let isSilent: Bool
  private let showsLinkPreview: Bool

  init(chat: ChatAddress, text: RichText, message: TextMessage) {
    self.chat = chat
    self.text = text
    isSilent = message.isSilent
    showsLinkPreview = message.metadata[Self.linkPreviewKey] != "false"
  }

  func write(into writer: inout JSONWriter) {
    writer.key("chat_id")
    writer.value(chat.json)
    writer.key("text")
    writer.string(text.text)
    if let thread = chat.thread {
      writer.key("message_thread_id")
      writer.integer(thread)
    }
    if let connection = chat.connection {
      writer.key("business_connection_id")
      writer.string(connection)
    }
    Self.write(text.spans, into: &writer)
    if let replyTo {
      writer.key("reply_parameters")
      writer.object { writer in
        writer.key("message_id")
        writer.integer(replyTo)
        // The text is worth more than the quotation.
        writer.key("allow_sending_without_reply")
        writer.bool(true)
      }
    }
    if isSilent {
      writer.key("disable_notification")
      writer.bool(true)
    }
    if !showsLinkPreview {
      writer.key("link_preview_options")
      writer.object { writer in
        writer.key("is_disabled")
        writer.bool(true)
      }
    }
  }

  /// As the parameter `entities`, where there are any.
  static func write(_ spans: [RichText.Span], into writer: inout JSONWriter) {
    guard !spans.isEmpty else { return }
    writer.key("entities")
    writer.array { writer in
      for span in spans { write(span, into: &writer) }
    }
  }

  // Entities rather than a parse_mode: they cannot fail for a character that was not escaped, and can be cut with the text.
  private static func write(_ span: RichText.Span, into writer: inout JSONWriter) {
    writer.object { writer in
      writer.key("type")
      writer.string(type(of: span.style))
      writer.key("offset")
      writer.integer(span.range.lowerBound)
      writer.key("length")
      writer.integer(span.range.count)
      if case .link(let address) = span.style {
        writer.key("url")
        writer.string(address)
      }
    }
  }

  private static func type(of style: RichText.Style) -> String {
    switch style {
    case .bold: "bold"
    case .italic: "italic"
    case .underline: "underline"
    case .strikethrough: "strikethrough"
    case .code: "code"
    case .preformatted: "pre"
    case .link: "text_link"
    }
  }
}
