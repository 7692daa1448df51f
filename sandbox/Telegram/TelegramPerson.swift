import JSON

/// A person with a Telegram account.
struct TelegramPerson: Sendable {
  var name: String
  var id: Int64
  var firstName: String
  var lastName: String?
  var username: String?
  var language: String?
  /// Whether they have pressed Start, without which a bot may not write.
  var hasStarted = true
  var hasBlocked = false
  /// Whether the account was deleted.
  var isDeactivated = false

  func write(to writer: inout JSONWriter) {
    writer.object { writer in
      writer.key("id")
      writer.integer(id)
      writer.key("is_bot")
      writer.bool(false)
      writeNames(to: &writer)
      if let language {
        writer.key("language_code")
        writer.string(language)
      }
    }
  }

  func writeNames(to writer: inout JSONWriter) {
    writer.key("first_name")
    writer.string(firstName)
    if let lastName {
      writer.key("last_name")
      writer.string(lastName)
    }
    if let username {
      writer.key("username")
      writer.string(username)
    }
  }

  var json: JSONValue {
    var object = JSONObject([
      ("name", .string(name)), ("platform", "telegram"), ("id", .integer(id)), ("first_name", .string(firstName)),
      ("started", .bool(hasStarted)), ("blocked", .bool(hasBlocked)), ("deactivated", .bool(isDeactivated)),
    ])
    object.set("last_name", lastName)
    object.set("username", username)
    object.set("language", language)
    return .object(object)
  }
}
