import Formatting
import JSON
import Model
import NIOCore

extension SendMessage {
  /// Reads the body of POST /v1/messages.
  /// - Parameter makeID: names the message where the caller did not.
  init(decoding body: ByteBuffer, clientID: ClientID, makeID: () -> String) throws(GatewayError) {
    var reader = try FieldReader(body)
    let messageID = reader.optional("message_id", .identifier)
    let conversationID = reader.required("conversation_id", .conversationID)
    let sender = reader.required("from", .identifier)
    let recipients = reader.optional("to", MessageFields.recipients)
    let channels = reader.optional("channels", MessageFields.channels)
    let strategy = reader.optional("strategy", MessageFields.strategy)
    let deadlines = reader.optional("channel_deadlines", MessageFields.deadlines)
    let payload = reader.required("payload", MessageFields.payload)
    let metadata = reader.optional("metadata", .metadata)
    let replyTo = reader.optional("reply_to_message_id", .identifier)
    let expiresAt = reader.optional("expires_at", .time)
    if let sender, let index = recipients?.firstIndex(of: sender) {
      reader.failElement("to", index, "must not be the sender")
    }
    try reader.check()
    guard let conversationID, let sender, let payload else {
      preconditionFailure("a missing field is a noted error")
    }
    self.init(
      clientID: clientID,
      messageID: messageID ?? makeID(),
      conversationID: conversationID,
      sender: sender,
      recipients: recipients,
      channels: channels ?? ["all"],
      strategy: strategy ?? .all,
      channelDeadlines: deadlines ?? [:],
      payload: payload,
      metadata: metadata,
      replyTo: replyTo,
      expiresAt: expiresAt
    )
  }
}

/// The fields of messages, for those who send and those who edit.
enum MessageFields {
  static let recipients = FieldRule<[String]>.list(of: .identifier, 1...100)
  static let channels = FieldRule<[String]>.list(of: .channel, 1...16)
  static let strategy = FieldRule<DeliveryStrategy>.choice(["all": .all, "first_success": .firstSuccess])
  static let deadlines = FieldRule<[String: Int32]>.dictionary(of: .integer(1...86_400), limit: 16)
  static let text = FieldRule<String>.text(bytes: 1...65_536)
  static let kind = FieldRule<Void>.choice(["text": ()])
  static let format = FieldRule<MessageFormat>.choice(["plain": .plain, "markdown": .markdown, "html": .html])

  static let payload = FieldRule<Payload>.object { reader in
    let kind: Void? = reader.required("type", kind)
    let text = reader.required("text", text)
    let format = reader.optional("format", format)
    guard kind != nil, let text else { return nil }
    if format == .html, let fault = HTMLSubset.fault(in: text) { reader.fail("text", fault.message) }
    return .text(text, format: format ?? .plain)
  }
}
