import CConnectorABI
import ConnectorSDK

// What the host passes in. The pointers hold until `body` returns, as the interface says.
extension FakeHost {
  func withMessage(_ message: TextMessage, _ body: (UnsafePointer<c4a_message>) -> Void) {
    var arena = BorderArena()
    var raw = Self.raw(message, &arena)
    body(&raw)
  }

  func withFile(_ message: FileMessage, _ body: (UnsafePointer<c4a_file_message>) -> Void) {
    var arena = BorderArena()
    var raw = c4a_file_message()
    raw.size = UInt32(MemoryLayout<c4a_file_message>.size)
    raw.caption = arena.text(message.caption)
    raw.filename = arena.text(message.filename)
    raw.mime = arena.text(message.mime)
    raw.sha256 = arena.text(message.sha256)
    raw.length = message.length
    raw.file = message.file.token
    raw.message = arena.list([Self.raw(message.message, &arena)])
    body(&raw)
  }

  private static func raw(_ message: TextMessage, _ arena: inout BorderArena) -> c4a_message {
    var raw = c4a_message()
    raw.size = UInt32(MemoryLayout<c4a_message>.size)
    raw.format = message.format.rawValue
    raw.attempt = UInt32(message.attempt)
    raw.flags = (message.mayBeDuplicate ? 1 : 0) | (message.isSilent ? 2 : 0)
    raw.deadline_us = message.deadline
    raw.message_id = arena.text(message.id)
    raw.conversation = arena.text(message.conversation)
    raw.recipient = arena.text(message.recipient)
    raw.chat = arena.text(message.chat)
    raw.reply_to = arena.text(message.replyTo ?? "")
    raw.text = arena.text(message.text)
    raw.idempotency_key = arena.text(message.idempotencyKey)
    raw.sender = arena.text(message.sender)
    raw.sender_name = arena.text(message.senderName)
    raw.meta = arena.pairs(message.metadata.map { ($0.key, $0.value) })
    raw.meta_count = message.metadata.count
    return raw
  }

  func withRequest(_ request: WebhookRequest, _ body: (UnsafePointer<c4a_webhook_request>) -> Void) {
    var arena = BorderArena()
    var raw = c4a_webhook_request()
    raw.size = UInt32(MemoryLayout<c4a_webhook_request>.size)
    raw.received_at_us = request.receivedAt
    raw.method = arena.text(request.method)
    raw.url = arena.text(request.url)
    raw.path = arena.text(request.path)
    raw.query = arena.text(request.query)
    raw.remote_addr = arena.text(request.remoteAddress)
    raw.headers = arena.headers(request.headers)
    raw.header_count = request.headers.count
    raw.body = arena.bytes(request.body)
    body(&raw)
  }
}
