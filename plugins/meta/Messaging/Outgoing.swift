import ConnectorSDK
import JSON

/// One call of the Send API that brings a text.
struct Outgoing {
  let recipient: String
  let text: String
  let mark: EchoMark
  /// The message that it answers.
  var replyTo: String?
  private let isSilent: Bool

  init(_ text: String, of message: TextMessage, part: Int, to recipient: String) {
    self.recipient = recipient
    self.text = text
    mark = EchoMark(message, part: part)
    replyTo = part == 0 ? message.replyTo : nil
    isSilent = message.isSilent
  }

  /// - Parameter tag: with which it goes out although the window has closed.
  func write(into writer: inout JSONWriter, _ platform: MessagingPlatform, tag: String?) {
    writer.key("recipient")
    writer.object { writer in
      writer.key("id")
      writer.string(recipient)
    }
    if let tag {
      writer.key("messaging_type")
      writer.string("MESSAGE_TAG")
      writer.key("tag")
      writer.string(tag)
    } else if platform.saysType {
      writer.key("messaging_type")
      writer.string("RESPONSE")
    }
    if isSilent, platform.saysType {
      writer.key("notification_type")
      writer.string("SILENT_PUSH")
    }
    writer.key("message")
    writer.object { writer in
      writer.key("text")
      writer.string(text)
      if platform.takesMetadata, let metadata = mark.metadata {
        writer.key("metadata")
        writer.string(metadata)
      }
    }
    if let replyTo {
      writer.key("reply_to")
      writer.object { writer in
        writer.key("mid")
        writer.string(replyTo)
      }
    }
  }
}
