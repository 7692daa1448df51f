import JSON

/// One attempt to deliver a callback.
struct CallbackRecord: Sendable {
  var platform: FaultTarget
  var at: Moment
  var attempt: Int
  /// Updates, messages and statuses in it.
  var items: Int
  /// Nil where no answer came.
  var status: Int?
  var problem: String?
  var milliseconds: Int64
  /// When it will be tried again; nil for never.
  var retryIn: Int64?

  var isDelivered: Bool { problem == nil }

  func json(number: Int64) -> JSONValue {
    var object = JSONObject([
      ("seq", .integer(number)), ("platform", .string(platform.rawValue)), ("at_ms", .integer(at.milliseconds)),
      ("attempt", .integer(attempt)), ("items", .integer(items)), ("delivered", .bool(isDelivered)),
      ("took_ms", .integer(milliseconds)),
    ])
    object.set("status", status.map(Int64.init))
    object.set("problem", problem)
    object.set("retry_in_ms", retryIn)
    return .object(object)
  }
}
