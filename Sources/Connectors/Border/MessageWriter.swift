import CConnectorABI

extension BorderArena {
  /// Calls `body` with the message as a connector reads it; the pointers hold until `body` returns.
  mutating func withMessage(
    _ message: OutboundText, deadline: Int64, _ body: (UnsafePointer<c4a_message>) -> Void
  ) {
    var bytes =
      message.messageID.utf8.count + message.address.utf8.count + message.text.utf8.count
      + message.idempotencyKey.utf8.count
    for text in [message.conversationKey, message.chat, message.replyTo, message.sender, message.senderName] {
      bytes += text?.utf8.count ?? 0
    }
    for (key, value) in message.metadata { bytes += key.utf8.count + value.utf8.count }
    begin(textBytes: bytes, texts: 9 + 2 * message.metadata.count, pairs: message.metadata.count)

    var raw = c4a_message()
    raw.size = UInt32(MemoryLayout<c4a_message>.size)
    raw.format = message.format.rawValue
    raw.attempt = UInt32(clamping: message.attempt)
    raw.flags = message.possibleDuplicate ? UInt32(C4A_MESSAGE_POSSIBLE_DUPLICATE) : 0
    raw.deadline_us = deadline
    raw.message_id = text(message.messageID)
    raw.conversation = text(message.conversationKey)
    raw.recipient = text(message.address)
    raw.chat = text(message.chat)
    raw.reply_to = text(message.replyTo)
    raw.text = text(message.text)
    raw.idempotency_key = text(message.idempotencyKey)
    raw.sender = text(message.sender)
    raw.sender_name = text(message.senderName)
    if !message.metadata.isEmpty {
      raw.meta = list(message.metadata)
      raw.meta_count = message.metadata.count
    }
    body(&raw)
  }

  /// Calls `body` with the request as a connector reads it; the pointers hold until `body` returns.
  mutating func withWebhook(
    _ request: WebhookRequest, deadline: Int64, _ body: (UnsafePointer<c4a_webhook_request>) -> Void
  ) {
    var bytes =
      request.method.utf8.count + request.path.utf8.count + request.query.utf8.count
      + request.remoteAddress.utf8.count + (request.url?.utf8.count ?? 0) + request.body.count
    for (name, value) in request.headers { bytes += name.utf8.count + value.utf8.count }
    begin(textBytes: bytes, texts: 6 + 2 * request.headers.count, pairs: request.headers.count)

    var raw = c4a_webhook_request()
    raw.size = UInt32(MemoryLayout<c4a_webhook_request>.size)
    raw.received_at_us = request.receivedAt
    raw.deadline_us = deadline
    raw.method = text(request.method)
    raw.url = text(request.url)
    raw.path = text(request.path)
    raw.query = text(request.query)
    raw.remote_addr = text(request.remoteAddress)
    if !request.headers.isEmpty {
      raw.headers = list(request.headers.map { (key: $0.name, value: $0.value) })
      raw.header_count = request.headers.count
    }
    raw.body = copy(request.body)
    body(&raw)
  }
}
