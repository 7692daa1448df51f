import ConnectorSDK
import JSON

/// One call of the messages endpoint.
struct Draft {
  /// The longest text that comes back with each status, in characters.
  private static let opaqueLimit = 512

  let recipient: Recipient
  private let text: String
  private let replyTo: String?
  private let messageID: String
  private let linkPreview: String?

  init(recipient: Recipient, text: String, message: TextMessage, isFirst: Bool) {
    self.recipient = recipient
    self.text = text
    replyTo = isFirst ? message.replyTo : nil
    messageID = message.id
    linkPreview = message.metadata["link_preview"]
  }

  func write(into writer: inout JSONWriter) {
    writer.key("messaging_product")
    writer.string("whatsapp")
    writer.key("recipient_type")
    writer.string(recipient.isGroup ? "group" : "individual")
    writer.key(recipient.field)
    writer.string(recipient.address)
    writer.key("type")
    writer.string("text")
    writer.key("text")
    writer.object { writer in
      writer.key("body")
      writer.string(text)
      if let linkPreview {
        writer.key("preview_url")
        writer.bool(linkPreview == "true")
      }
    }
    if let replyTo {
      writer.key("context")
      writer.object { writer in
        writer.key("message_id")
        writer.string(replyTo)
      }
    }
    // Comes back with each status, also with one that is quicker than the answer to this request.
    if !messageID.isEmpty, messageID.unicodeScalars.count <= Self.opaqueLimit {
      writer.key("biz_opaque_callback_data")
      writer.string(messageID)
    }
  }
}
