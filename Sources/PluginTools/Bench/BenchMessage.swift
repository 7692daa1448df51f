import CConnectorABI
import Glibc

/// A text on its way, as the bench hands it over.
struct BenchMessage: Sendable {
  var recipient: String
  var text: [UInt8]
  var number = 1
  var flags: UInt32 = 0
  var format: UInt32 = 0

  init(to recipient: String, _ text: String = "Hello from the verifier", number: Int = 1) {
    self.recipient = recipient
    self.text = Array(text.utf8)
    self.number = number
  }
}

extension BenchMemory {
  mutating func message(_ message: BenchMessage) -> UnsafePointer<c4a_message> {
    var raw = c4a_message()
    raw.format = message.format
    raw.attempt = 1
    raw.flags = message.flags
    raw.message_id = text("verify-\(message.number)")
    raw.conversation = text("conversation-1")
    raw.recipient = text(message.recipient)
    raw.text = text(message.text)
    raw.idempotency_key = text("key-\(message.number)")
    raw.sender = text("user-1")
    raw.sender_name = text("Verifier")
    raw.meta = pairs([("priority", "normal")])
    raw.meta_count = 1
    return place(raw)
  }

  mutating func request(_ request: BenchCallback) -> UnsafePointer<c4a_webhook_request> {
    var raw = c4a_webhook_request()
    raw.received_at_us = 1_787_000_001_000_000
    raw.method = text(request.method)
    raw.url = text(request.url)
    raw.path = text(request.path)
    raw.query = text(request.query)
    raw.remote_addr = text("203.0.113.7")
    raw.headers = pairs(request.headers)
    raw.header_count = request.headers.count
    raw.body = text(request.body)
    return place(raw)
  }
}
