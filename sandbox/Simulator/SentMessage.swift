import JSON

/// A message that the business sent and a platform accepted.
struct SentMessage: Sendable {
  var platform: FaultTarget
  var kind: String
  var at: Moment
  /// The person or group; nil where the address is nobody's.
  var name: String?
  /// The platform's address: chat id, or wa_id.
  var to: String
  var id: String
  var text: String
  var replyTo: String?
  var callbackData: String?

  func json(number: Int64) -> JSONValue {
    var object = JSONObject([
      ("seq", .integer(number)), ("platform", .string(platform.rawValue)), ("kind", .string(kind)),
      ("at_ms", .integer(at.milliseconds)), ("to", .string(to)), ("id", .string(id)), ("text", .string(text)),
    ])
    object.set("name", name)
    object.set("reply_to", replyTo)
    object.set("callback_data", callbackData)
    return .object(object)
  }
}
