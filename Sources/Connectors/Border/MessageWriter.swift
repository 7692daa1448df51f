import CConnectorABI

extension BorderArena {
  /// Calls `body` with the message as a connector reads it; the pointers hold until `body` returns.
  mutating func withMessage(
    _ message: OutboundText, deadline: Int64, _ body: (UnsafePointer<c4a_message>) -> Void
  ) {
    begin(message)
    var raw = copy(message, deadline: deadline)
    body(&raw)
  }

  /// Calls `body` with the file as a connector reads it; the pointers hold until `body` returns.
  mutating func withFile(
    _ file: OutboundFile, token: c4a_file, deadline: Int64, _ body: (UnsafePointer<c4a_file_message>) -> Void
  ) {
    var message = file.message
    message.text = ""
    let texts = [file.caption, file.filename, file.mime, file.sha256]
    begin(message, textBytes: texts.reduce(0) { $0 + $1.utf8.count }, texts: texts.count)
    withUnsafePointer(to: copy(message, deadline: deadline)) { message in
      var raw = c4a_file_message()
      raw.size = UInt32(MemoryLayout<c4a_file_message>.size)
      raw.message = message
      raw.caption = text(file.caption)
      raw.filename = text(file.filename)
      raw.mime = text(file.mime)
      raw.sha256 = text(file.sha256)
      raw.length = file.file.length
      raw.file = token
      body(&raw)
    }
  }

  /// Makes room for a message, and for further texts.
  private mutating func begin(_ message: OutboundText, textBytes: Int = 0, texts: Int = 0) {
    var bytes =
      message.messageID.utf8.count + message.address.utf8.count + message.text.utf8.count
      + message.idempotencyKey.utf8.count
    for text in [message.conversationKey, message.chat, message.replyTo, message.sender, message.senderName] {
      bytes += text?.utf8.count ?? 0
    }
    for (key, value) in message.metadata { bytes += key.utf8.count + value.utf8.count }
    begin(
      textBytes: bytes + textBytes, texts: 9 + 2 * message.metadata.count + texts, pairs: message.metadata.count)
  }

  private mutating func copy(_ message: OutboundText, deadline: Int64) -> c4a_message {
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
    return raw
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
