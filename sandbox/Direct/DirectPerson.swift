import JSON

/// A person with an account on Messenger or Instagram.
struct DirectPerson: Sendable {
  var name: String
  var profileName: String
  var username: String?
  /// By which this business knows them, and no other one.
  var id: String
  /// Whether the phone is on; what arrives while it is not is delivered later.
  var isOnline = true
  /// Milliseconds after which they read what arrives; nil for when they are told to.
  var readAfter: Int64?
  /// Whether they have blocked the business.
  var hasBlocked = false
  /// When they last wrote: opens the window of 24 hours, and of 7 days for people's answers.
  var lastWroteAt: Moment?
  /// Whether the business has shown that it is typing.
  var sees = false
  var messages: Archive<String, DirectMessage>

  static let window: Int64 = 24 * 3_600_000
  static let humanWindow: Int64 = 7 * 24 * 3_600_000

  /// Whether they wrote within that many milliseconds.
  func wrote(within window: Int64, _ now: Moment) -> Bool { lastWroteAt.map { now - $0 < window } ?? false }

  func json(_ platform: DirectPlatform, now: Moment) -> JSONValue {
    var object = JSONObject([
      ("name", .string(name)), ("platform", .string(platform.rawValue)), ("display_name", .string(profileName)),
      ("user_id", .string(id)), ("address", .string(id)), ("online", .bool(isOnline)), ("blocked", .bool(hasBlocked)),
      ("window_open", .bool(wrote(within: Self.window, now))), ("sees_typing", .bool(sees)),
    ])
    object.set("username", username)
    object["read_after_ms"] = readAfter.map(JSONValue.integer) ?? .null
    return .object(object)
  }
}
