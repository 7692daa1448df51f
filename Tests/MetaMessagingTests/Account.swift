import ConnectorSDK
import ConnectorTesting
import Crypto
import InstagramConnector
import MessengerConnector
import Testing

/// A connected account on a host for tests: a page on Messenger, or an account on Instagram.
struct Account: Sendable {
  enum Platform: String, CaseIterable, Sendable {
    case messenger
    case instagram

    var connector: any Connector.Type { self == .messenger ? Messenger.self : Instagram.self }
    var id: String { self == .messenger ? "105000000000009" : "17841400000000001" }
    var object: String { self == .messenger ? "page" : "instagram" }
    var settings: [String: String] {
      self == .messenger
        ? ["page_access_token": "EAAFAKE", "page_id": id] : ["access_token": "IGAAFAKE", "account_id": id]
    }
  }

  static let appSecret = "app-secret"
  static let person = "24680135792468013"

  let platform: Platform
  let host: FakeHost

  /// - Parameter subscribes: whether it makes a call when it is connected.
  init(_ platform: Platform, settings: [String: String] = [:], subscribes: Bool = false) {
    self.platform = platform
    let common = ["app_secret": Self.appSecret, "verify_token": "my-verify-token", "subscribe": String(subscribes)]
    host = FakeHost(
      platform.connector, settings: platform.settings.merging(common) { $1 }.merging(settings) { $1 })
    host.create()
    if !subscribes { host.connect() }
  }

  func send(
    _ text: String, to recipient: String = person, _ change: (inout TextMessage) -> Void = { _ in }
  ) -> Result<Sent, ConnectorError>? {
    var message = TextMessage(id: "01J9ZK3", recipient: recipient, text: text, idempotencyKey: "k-1")
    change(&message)
    return host.send(message)
  }

  /// A signed callback about this account, with these elements of `messaging[]`.
  func post(_ updates: String...) throws -> WebhookEnding {
    try post(body: callback(updates.map { #""messaging":[\#($0)]"# }))
  }

  func post(body: String) throws -> WebhookEnding { try post(body: Array(body.utf8)) }

  func post(body: [UInt8]) throws -> WebhookEnding { try post(body: body, signature: Self.signature(body)) }

  func post(body: [UInt8], signature: String?) throws -> WebhookEnding {
    let headers = signature.map { [HTTPHeader("x-hub-signature-256", $0)] } ?? []
    return try #require(host.webhook(WebhookRequest(headers: headers, body: body)))
  }

  /// The one event of a callback with one update.
  func event(_ update: String) throws -> Event {
    let ending = try post(update)
    #expect(ending.status == 200)
    #expect(ending.body.isEmpty)
    try #require(ending.events.count == 1)
    return ending.events[0]
  }

  /// The envelope around the insides of entries.
  func callback(_ entries: [String], id: String? = nil) -> String {
    let list = entries.map { #"{"id":"\#(id ?? platform.id)","time":1787000100456,\#($0)}"# }
    return #"{"object":"\#(platform.object)","entry":[\#(list.joined(separator: ","))]}"#
  }

  /// An update by a person, or of the account itself.
  func update(_ content: String, isEcho: Bool = false, at time: Int64 = 1_787_000_100_123) -> String {
    let (sender, recipient) = isEcho ? (platform.id, Self.person) : (Self.person, platform.id)
    return
      #"{"sender":{"id":"\#(sender)"},"recipient":{"id":"\#(recipient)"},"timestamp":\#(time),\#(content)}"#
  }

  static func signature(_ body: [UInt8], secret: String = appSecret) -> String {
    let mac = HMAC<SHA256>.authenticationCode(for: body, using: SymmetricKey(data: Array(secret.utf8)))
    return "sha256=" + mac.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }

  static func accepted(_ id: String = "m_OUT1") -> ScriptedAnswer {
    .json(200, #"{"recipient_id":"\#(person)","message_id":"\#(id)"}"#)
  }

  static func refused(_ status: Int, _ code: Int, _ subcode: Int? = nil, _ text: String = "because") -> ScriptedAnswer {
    let second = subcode.map { #","error_subcode":\#($0)"# } ?? ""
    return .json(
      status,
      #"{"error":{"message":"(#\#(code)) \#(text)","type":"OAuthException","code":\#(code)\#(second),"fbtrace_id":"x"}}"#
    )
  }
}

func failure(_ result: Result<Sent, ConnectorError>?) -> ConnectorError? {
  if case .failure(let error)? = result { error } else { nil }
}
