import JSON

/// One call of a platform's API, answered or not.
struct CallRecord: Sendable {
  var platform: FaultTarget
  var method: String
  var at: Moment
  /// What was answered; 0 for no answer.
  var status: Int
  /// The platform's error text.
  var error: String?
  /// The fault that befell it.
  var fault: FaultKind?

  func json(number: Int64) -> JSONValue {
    var object = JSONObject([
      ("seq", .integer(number)), ("platform", .string(platform.rawValue)), ("method", .string(method)),
      ("at_ms", .integer(at.milliseconds)), ("status", .integer(status)),
    ])
    object.set("error", error)
    object.set("fault", fault?.rawValue)
    return .object(object)
  }
}
