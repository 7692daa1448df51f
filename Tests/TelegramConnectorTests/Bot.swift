import ConnectorSDK
import ConnectorTesting
import JSON
import TelegramConnector
import Testing

/// A connected bot on a host for tests.
struct Bot {
  static let token = "7000000001:AAFakeTokenForDocs_0123456789abcdefgh"
  static let secret = "c3VwZXItc2VjcmV0_42"

  let host: FakeHost

  init(settings: [String: String] = [:]) {
    let own = ["bot_token": Self.token, "secret_token": Self.secret]
    host = FakeHost(Telegram.self, settings: own.merging(settings) { $1 })
    host.create()
    host.script(.json(200, #"{"ok":true,"result":{"id":7000000001,"is_bot":true,"first_name":"Acme Support"}}"#))
    host.connect()
  }

  func send(
    _ text: String, to recipient: String = "512345678", chat: String = "", attempt: Int = 1,
    _ change: (inout TextMessage) -> Void = { _ in }
  ) -> Result<Sent, ConnectorError>? {
    var message = TextMessage(
      id: "m-1", recipient: recipient, chat: chat, text: text, idempotencyKey: "k-1", attempt: attempt)
    change(&message)
    return host.send(message)
  }

  /// Requests after that of `connect`.
  var sent: [RecordedRequest] { Array(host.requests.dropFirst()) }

  func post(_ body: String, secret: String? = Bot.secret) throws -> WebhookEnding {
    try post(Array(body.utf8), secret: secret)
  }

  func post(_ body: [UInt8], secret: String? = Bot.secret) throws -> WebhookEnding {
    let headers = secret.map { [HTTPHeader("x-telegram-bot-api-secret-token", $0)] } ?? []
    return try #require(host.webhook(WebhookRequest(headers: headers, body: body)))
  }

  static func accepted(_ messageID: Int = 812, chat: Int = 512_345_678) -> ScriptedAnswer {
    .json(
      200,
      #"{"ok":true,"result":{"message_id":\#(messageID),"from":{"id":7000000001,"is_bot":true,"first_name":"A"},"#
        + #""chat":{"id":\#(chat),"type":"private"},"date":1787000123,"text":"x"}}"#)
  }

  static func refused(_ status: Int, _ description: String, parameters: String = "") -> ScriptedAnswer {
    let more = parameters.isEmpty ? "" : ",\"parameters\":\(parameters)"
    return .json(status, #"{"ok":false,"error_code":\#(status),"description":"\#(description)"\#(more)}"#)
  }
}

func failure(_ result: Result<Sent, ConnectorError>?) -> ConnectorError? {
  if case .failure(let error)? = result { error } else { nil }
}
