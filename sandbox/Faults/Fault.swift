import JSON

/// Something that goes wrong on demand: for the next calls that fit, or for a share of them.
struct Fault: Sendable {
  var id: Int64 = 0
  var target: FaultTarget
  var kind: FaultKind
  /// The Telegram method it is for, in lower case; nil for each.
  var method: String?
  /// The person, group or receiver it is for; nil for each.
  var name: String?
  /// Times that it still happens; nil for without end.
  var remaining: Int?
  /// The share of what fits that it befalls, above 0 and up to 1.
  var probability = 1.0
  /// Seconds, in a 429's parameters or a receiver's Retry-After.
  var retryAfter: Int?
  var status: Int?
  /// The platform's own error code, and Meta's second one.
  var code: Int?
  var subcode: Int?
  /// Milliseconds, for delays and late callbacks.
  var delay: Int64 = 1000
  /// The error's text, or where a redirect leads.
  var text: String?
  /// Times that it happened.
  var hits: Int64 = 0

  var json: JSONValue {
    var object = JSONObject([
      ("id", .integer(id)), ("on", .string(target.rawValue)), ("kind", .string(kind.rawValue)),
      ("probability", .number("\(probability)")), ("hits", .integer(hits)),
    ])
    object.set("method", method)
    object.set("name", name)
    object.set("remaining", remaining.map(Int64.init))
    object.set("retry_after", retryAfter.map(Int64.init))
    object.set("status", status.map(Int64.init))
    object.set("code", code.map(Int64.init))
    object.set("subcode", subcode.map(Int64.init))
    if [.delay, .late, .shuffle].contains(kind) { object.set("delay_ms", delay) }
    object.set("text", text)
    return .object(object)
  }
}
