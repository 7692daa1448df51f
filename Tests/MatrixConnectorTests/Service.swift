import ConnectorSDK
import ConnectorTesting
import JSON
import MatrixConnector
import Testing

/// A connected application service on a host for tests, beside a homeserver that knows as much as the test says.
struct Service {
  static let asToken = "6f1e0fakefakefake"
  static let hsToken = "a93c1fakefakefake"
  static let bot = "@_c4a_bot:example.org"
  static let room = "!aBcFakeRoom:example.org"
  static let event = "$W3fakeEventId00000000000000000000000000000001"
  static let ghost = "@_c4a_whatsapp=3a551198877665:example.org"

  let host: FakeHost

  init(settings: [String: String] = [:], knows answers: [String: ScriptedAnswer] = [:]) {
    let own = ["as_token": Self.asToken, "hs_token": Self.hsToken, "server_name": "example.org"]
    host = FakeHost(Matrix.self, settings: own.merging(settings) { $1 })
    host.create()
    answer(answers)
    host.connect()
  }

  /// What the homeserver answers to `METHOD path`, without the root and the query; the rest is as a homeserver has it in
  /// which nothing is known yet, and everything is allowed.
  func answer(_ answers: [String: ScriptedAnswer]) {
    host.answerAll { request in
      let call = Self.call(request)
      if let answer = answers[call] { return answer }
      let path = call.drop { $0 != " " }.dropFirst()
      if path.hasPrefix("account/whoami") { return .json(200, #"{"user_id":"\#(Self.bot)"}"#) }
      if path.contains("/account_data/"), request.method == "GET" { return Self.notFound }
      if path.contains("/state/") || path.hasPrefix("directory/") || path.contains("/event/") { return Self.notFound }
      if path.hasPrefix("createRoom") { return .json(200, #"{"room_id":"\#(Self.room)"}"#) }
      if path.contains("/relations/") { return .json(200, #"{"chunk":[]}"#) }
      if path.contains("/send/") || path.contains("/redact/") { return .json(200, #"{"event_id":"\#(Self.event)"}"#) }
      return .json(200, "{}")
    }
  }

  static let notFound = ScriptedAnswer.json(404, #"{"errcode":"M_NOT_FOUND","error":"nothing there"}"#)

  static func refused(_ status: Int, _ code: String, _ message: String = "", more: String = "") -> ScriptedAnswer {
    .json(status, #"{"errcode":"\#(code)","error":"\#(message)"\#(more)}"#)
  }

  /// `METHOD path`, without the root and the query, and with `!` and the like as they are.
  static func call(_ request: RecordedRequest) -> String {
    var path = request.url
    for root in ["http://localhost:8008/_matrix/client/v3/", "http://localhost:8008/_matrix/client/v1/"]
    where path.hasPrefix(root) {
      path.removeFirst(root.count)
    }
    path = String(path.prefix { $0 != "?" })
    for (escape, character) in [
      ("%21", "!"), ("%3A", ":"), ("%40", "@"), ("%24", "$"), ("%23", "#"), ("%3D", "="), ("%2F", "/"),
    ] {
      path = path.split(separator: escape, omittingEmptySubsequences: false).joined(separator: character)
    }
    return "\(request.method) \(path)"
  }

  static func user(_ request: RecordedRequest) -> String? {
    guard let place = request.url.firstRange(of: "user_id=") else { return nil }
    let value = request.url[place.upperBound...].prefix { $0 != "&" }
    return String(value).replacing("%40", with: "@").replacing("%3A", with: ":").replacing("%3D", with: "=")
  }

  func calls() -> [String] { host.requests.map(Self.call) }

  func request(_ call: String) -> RecordedRequest? { host.requests.last { Self.call($0).hasPrefix(call) } }

  func send(
    _ text: String, chat: String = Service.room, sender: String = "whatsapp:551198877665",
    _ change: (inout TextMessage) -> Void = { _ in }
  ) -> Result<Sent, ConnectorError>? {
    var message = TextMessage(
      id: "m-1", conversation: "c-1", recipient: "@agent:example.org", chat: chat, text: text,
      idempotencyKey: "c-1/7/0",
      sender: sender, senderName: "Rosa (WhatsApp)")
    change(&message)
    return host.send(message)
  }

  static func change(_ text: String = "", of event: String = Service.event, chat: String = Service.room) -> Change {
    Change(
      messageID: "m-1", conversation: "c-1", recipient: "@agent:example.org", chat: chat, remoteID: event, text: text,
      idempotencyKey: "k-9", sender: "whatsapp:551198877665", senderName: "Rosa (WhatsApp)")
  }

  func put(_ body: String, transaction: String = "t1", token: String? = Service.hsToken) throws -> WebhookEnding {
    try put(Array(body.utf8), transaction: transaction, token: token)
  }

  func put(_ body: [UInt8], transaction: String = "t1", token: String? = Service.hsToken) throws -> WebhookEnding {
    let headers = token.map { [HTTPHeader("authorization", "Bearer \($0)")] } ?? []
    return try #require(
      host.webhook(
        WebhookRequest(
          method: "PUT", headers: headers, body: body, path: "/_matrix/app/v1/transactions/\(transaction)")))
  }

  func events(_ events: String...) throws -> [Event] {
    let ending = try put(#"{"events":[\#(events.joined(separator: ","))]}"#)
    #expect(ending.status == 200)
    #expect(ending.text == "{}")
    return ending.events
  }
}

func failure(_ result: Result<Sent, ConnectorError>?) -> ConnectorError? {
  if case .failure(let error)? = result { error } else { nil }
}
