import JSON

/// A person with a WhatsApp account.
struct WhatsAppPerson: Sendable {
  var name: String
  var profileName: String
  var username: String?
  /// The account's id: digits, not always those that are dialled.
  var waID: String
  /// The business-scoped user id.
  var userID: String
  /// Whether businesses see no number, only the user id.
  var hidesNumber = false
  /// Whether the phone is on; what arrives while it is not is delivered later.
  var isOnline = true
  /// Milliseconds after which they read what arrives; nil for when they are told to.
  var readAfter: Int64?
  /// Whether they have blocked the business.
  var hasBlocked = false
  /// When they last wrote: opens the window of 24 hours.
  var lastWroteAt: Moment?
  /// They see that the business is typing.
  var sees = false
  var messages: Archive<String, WhatsAppMessage>

  static let window: Int64 = 24 * 3_600_000

  func isWindowOpen(_ now: Moment) -> Bool { lastWroteAt.map { now - $0 < Self.window } ?? false }

  /// The `contacts[]` element of callbacks.
  var contact: JSONValue {
    var profile = JSONObject([("name", .string(profileName))])
    profile.set("username", username)
    var contact = JSONObject([("profile", .object(profile))])
    if !hidesNumber { contact["wa_id"] = .string(waID) }
    contact["user_id"] = .string(userID)
    return .object(contact)
  }

  func json(now: Moment) -> JSONValue {
    var object = JSONObject([
      ("name", .string(name)), ("platform", "whatsapp"), ("display_name", .string(profileName)),
      ("wa_id", .string(waID)), ("user_id", .string(userID)), ("hides_number", .bool(hidesNumber)),
      ("online", .bool(isOnline)), ("blocked", .bool(hasBlocked)), ("window_open", .bool(isWindowOpen(now))),
      ("sees_typing", .bool(sees)),
    ])
    object.set("username", username)
    object["read_after_ms"] = readAfter.map(JSONValue.integer) ?? .null
    return .object(object)
  }
}
