import ConnectorSDK
import JSON

/// What the Bot API answered to a call.
enum APIAnswer {
  /// The `result`.
  case accepted(JSONValue)
  case refused(Refusal)

  /// - Parameter settings: whose secrets are taken out of Telegram's words, which people get to see.
  init(_ response: HTTPResponse, _ settings: TelegramSettings) {
    let json = response.json
    if response.isSuccess {
      if let json, json["ok"] == .bool(true), let result = json["result"] {
        self = .accepted(result)
      } else {
        // Something answered 200 that is not the Bot API, or its answer was cut: whether it acted is not known.
        self = .refused(Refusal(status: response.status, description: ""))
      }
      return
    }
    var refusal = Refusal(
      status: json?["error_code"]?.integerValue.map { Int($0) } ?? response.status,
      description: settings.hidingSecrets(in: json?["description"]?.stringValue ?? ""))
    let parameters = json?["parameters"]
    refusal.retryAfter =
      parameters?["retry_after"]?.integerValue ?? response.header("retry-after").flatMap { Int64($0) }
    refusal.newChat = parameters?["migrate_to_chat_id"]?.integerValue
    self = .refused(refusal)
  }
}
