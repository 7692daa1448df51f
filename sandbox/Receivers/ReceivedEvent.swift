import JSON

/// One POST that a receiver got.
struct ReceivedEvent: Sendable {
  /// Bytes of a body that are kept.
  static let bodyLimit = 64 << 10

  var at: Moment
  var webhookID: String?
  var timestamp: String?
  /// What was wrong with it; nil where its signature fits or the receiver checks none.
  var problem: String?
  /// What the receiver answered; 0 for no answer.
  var status: Int
  /// How many POSTs came with this webhook-id so far, this one included.
  var delivery: Int
  var body: [UInt8]

  func json(number: Int64) -> JSONValue {
    var object = JSONObject([
      ("seq", .integer(number)), ("at_ms", .integer(at.milliseconds)), ("verified", .bool(problem == nil)),
      ("status", .integer(status)), ("delivery", .integer(delivery)),
    ])
    object.set("webhook_id", webhookID)
    object.set("webhook_timestamp", timestamp)
    object.set("problem", problem)
    if let value = try? JSONParser.parse(body) {
      object["body"] = value
    } else {
      object["raw"] = .string(String(decoding: body, as: UTF8.self))
    }
    return .object(object)
  }
}
