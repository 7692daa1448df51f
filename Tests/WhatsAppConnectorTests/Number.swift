import ConnectorSDK
import ConnectorTesting
import Crypto
import Testing
import WhatsAppConnector

/// A connected number on a host for tests.
struct Number {
  static let appSecret = "app-secret"
  static let settings = [
    "access_token": "EAAFAKE", "phone_number_id": "106500000000001", "app_secret": appSecret,
    "verify_token": "my-verify-token",
  ]

  let host: FakeHost

  init(settings: [String: String] = [:]) {
    host = FakeHost(WhatsApp.self, settings: Self.settings.merging(settings) { $1 })
    host.create()
    host.connect()
  }

  func send(
    _ text: String, to recipient: String = "551198877665", _ change: (inout TextMessage) -> Void = { _ in }
  ) -> Result<Sent, ConnectorError>? {
    var message = TextMessage(id: "c4a:msg:01J9ZK3", recipient: recipient, text: text, idempotencyKey: "k-1")
    change(&message)
    return host.send(message)
  }

  /// A signed callback.
  func post(_ body: String) throws -> WebhookEnding { try post(Array(body.utf8)) }

  func post(_ body: [UInt8]) throws -> WebhookEnding { try post(body, signature: Self.signature(body)) }

  func post(_ body: [UInt8], signature: String?) throws -> WebhookEnding {
    let headers = signature.map { [HTTPHeader("x-hub-signature-256", $0)] } ?? []
    return try #require(host.webhook(WebhookRequest(headers: headers, body: body)))
  }

  static func signature(_ body: [UInt8], secret: String = appSecret) -> String {
    let mac = HMAC<SHA256>.authenticationCode(for: body, using: SymmetricKey(data: Array(secret.utf8)))
    return "sha256=" + mac.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }

  /// The envelope around elements of `messages`, `statuses` or `message_echoes`.
  static func callback(
    _ list: String, _ elements: String, field: String = "messages", number: String = "106500000000001"
  ) -> String {
    #"{"object":"whatsapp_business_account","entry":[{"id":"102290000000777","changes":[{"field":"\#(field)","value":"#
      + #"{"messaging_product":"whatsapp","metadata":{"display_phone_number":"15550001111","phone_number_id":"\#(number)"},"#
      + #""contacts":[{"profile":{"name":"Rosa Quint","username":"rosa.q"},"wa_id":"551198877665","user_id":"BR.1349"}],"#
      + #""\#(list)":[\#(elements)]}}]}]}"#
  }

  static func accepted(_ id: String = "wamid.OUT1", address: String = "551198877665") -> ScriptedAnswer {
    .json(
      200,
      #"{"messaging_product":"whatsapp","contacts":[{"input":"5511998877665","wa_id":"\#(address)"}],"#
        + #""messages":[{"id":"\#(id)","message_status":"accepted"}]}"#)
  }

  static func refused(_ status: Int, _ code: Int, _ details: String = "because", more: String = "") -> ScriptedAnswer {
    .json(
      status,
      #"{"error":{"message":"(#\#(code)) title","type":"OAuthException","code":\#(code),"#
        + #""error_data":{"messaging_product":"whatsapp","details":"\#(details)"},"fbtrace_id":"x"\#(more)}}"#)
  }
}

func failure(_ result: Result<Sent, ConnectorError>?) -> ConnectorError? {
  if case .failure(let error)? = result { error } else { nil }
}
