/// One update, written out.
struct TelegramUpdate: Sendable {
  var id: Int64
  var chat: Int64
  var body: [UInt8]
}
