/// What a call came to.
struct TelegramCall: Sendable {
  /// The JSON of `result`.
  var result: [UInt8]
  /// What a few methods say beside it.
  var description: String?
  /// A message that was sent, for the sandbox's own books.
  var sent: (chat: Int64, message: TelegramMessage)?

  static let done = TelegramCall(result: Array("true".utf8))

  var answer: Answer {
    var body = Array("{\"ok\":true,\"result\":".utf8)
    body += result
    // The descriptions are our own words and need no escape.
    if let description { body += ",\"description\":\"\(description)\"".utf8 }
    body.append(UInt8(ascii: "}"))
    return .json(body)
  }
}
