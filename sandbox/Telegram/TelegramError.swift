import JSON

/// An error of the Bot API.
struct TelegramError: Error, Hashable, Sendable {
  var code: Int
  var description: String
  /// Seconds.
  var retryAfter: Int?
  var migrateTo: Int64?

  static func bad(_ text: String) -> TelegramError { TelegramError(code: 400, description: "Bad Request: \(text)") }

  static func forbidden(_ text: String) -> TelegramError {
    TelegramError(code: 403, description: "Forbidden: \(text)")
  }

  static func tooMany(_ seconds: Int) -> TelegramError {
    TelegramError(code: 429, description: "Too Many Requests: retry after \(seconds)", retryAfter: seconds)
  }

  static let unauthorized = TelegramError(code: 401, description: "Unauthorized")
  static let notFound = TelegramError(code: 404, description: "Not Found")
  static let methodNotFound = TelegramError(code: 404, description: "Not Found: method not found")

  var answer: Answer {
    var object = JSONObject([
      ("ok", false), ("error_code", .integer(code)), ("description", .string(description)),
    ])
    var parameters = JSONObject()
    parameters.set("retry_after", retryAfter.map(Int64.init))
    parameters.set("migrate_to_chat_id", migrateTo)
    if !parameters.members.isEmpty { object["parameters"] = .object(parameters) }
    var answer = Answer.json(.object(object), status: code)
    if let retryAfter { answer.headers.append(("Retry-After", String(retryAfter))) }
    return answer
  }
}
