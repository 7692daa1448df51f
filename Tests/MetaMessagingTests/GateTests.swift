import ConnectorSDK
import ConnectorTesting
import TestSupport
import Testing

struct GateTests {
  private let page = Account(.messenger)

  /// As Meta writes it: what is not ASCII is escaped, and so are slashes; the signature is over these bytes.
  private var body: [UInt8] {
    Array(page.callback([#""messaging":[\#(page.update(#""message":{"mid":"m","text":"ol\u00e1 a\/b"}"#))]"#]).utf8)
  }

  @Test func takesWhatIsSigned() throws {
    let ending = try page.post(body: body)
    #expect(ending.status == 200)
    #expect(ending.events.map(\.text) == ["olá a/b"])
  }

  @Test func refusesEveryOtherSignature() throws {
    let right = Account.signature(body)
    let wrong: [String?] = [
      nil, "", "sha256=", String(right.dropFirst(7)), String(right.dropLast()), "\(right)0", right.uppercased(),
      "sha1=\(right.dropFirst(7))", Account.signature(body, secret: "another"), Account.signature(body + [0x20]),
      "sha256=\(String(repeating: "0", count: 64))",
    ]
    for signature in wrong {
      let ending = try page.post(body: body, signature: signature)
      #expect(ending.status == 401, "\(signature ?? "none")")
      #expect(ending.events.isEmpty)
    }
  }

  @Test func takesTheSecretOfEitherAppOnInstagram() throws {
    let account = Account(.instagram, settings: ["second_app_secret": "another"])
    let body = Array(account.callback([#""messaging":[]"#]).utf8)
    for secret in [Account.appSecret, "another"] {
      #expect(try account.post(body: body, signature: Account.signature(body, secret: secret)).status == 200)
    }
    #expect(try account.post(body: body, signature: Account.signature(body, secret: "third")).status == 401)
  }

  @Test func refusesEverythingWithoutASecret() throws {
    let host = FakeHost(
      Account.Platform.messenger.connector, settings: ["page_access_token": "x", "page_id": "1"])
    host.create()
    host.connect()
    #expect(host.requests.isEmpty)
    let headers = [HTTPHeader("x-hub-signature-256", Account.signature(body, secret: ""))]
    #expect(host.webhook(WebhookRequest(headers: headers, body: body))?.status == 403)
    #expect(host.webhook(WebhookRequest(method: "GET", query: "hub.mode=subscribe"))?.status == 403)
  }

  @Test(arguments: [
    ("hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=my-verify-token", 200),
    ("hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=my-verify-toke", 403),
    ("hub.mode=subscribe&hub.challenge=1158201444", 403), ("hub.challenge=1&hub.verify_token=my-verify-token", 403),
  ]) func shakesHands(query: String, status: Int) {
    let ending = page.host.webhook(WebhookRequest(method: "GET", query: query))
    #expect(ending?.status == status)
    #expect(ending?.text == (status == 200 ? "1158201444" : ""))
  }

  @Test(arguments: 0..<20) func answersEverythingThatIsSigned(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    for _ in 0..<100 {
      var changed = body
      for _ in 0..<Int.random(in: 1...4, using: &random) where !changed.isEmpty {
        let place = Int.random(in: 0..<changed.count, using: &random)
        switch Int.random(in: 0..<3, using: &random) {
        case 0: changed[place] = UInt8.random(in: 0...255, using: &random)
        case 1: changed.remove(at: place)
        default:
          changed.insert(
            contentsOf: ["{", "[1]", "null", #""\ud800""#, "1e9", "-1"].randomElement(using: &random)!.utf8, at: place)
        }
      }
      #expect(try page.post(body: changed).status == 200, "seed \(seed)")
    }
    #expect(page.host.violations == [], "seed \(seed)")
    #expect(page.host.openOperations == 0, "seed \(seed)")
  }

  private static let mistakes: [(Account.Platform, [String: String], String)] = [
    (.messenger, [:], "'page_access_token' is missing"),
    (.messenger, ["page_access_token": "a", "page_id": "my-page"], "'page_id' has to be digits"),
    (.messenger, ["page_access_token": "a", "page_id": "1", "app_id": "x"], "'app_id' has to be digits"),
    (
      .messenger, ["page_access_token": "a", "page_id": "1", "tag": "ACCOUNT_UPDATE"],
      "'tag' has to be none or HUMAN_AGENT"
    ),
    (
      .messenger, ["page_access_token": "a", "page_id": "1", "api_version": "25"],
      "'api_version' has to look like v25.0"
    ),
    (.instagram, ["access_token": "a"], "'account_id' is missing"),
    (.instagram, ["access_token": "a", "account_id": "1", "login": "x"], "'login' has to be instagram or facebook"),
  ]

  @Test(arguments: Self.mistakes)
  func saysWhichSettingIsWrong(platform: Account.Platform, settings: [String: String], message: String) {
    let error = failure(FakeHost(platform.connector, settings: settings).create())
    #expect(error?.code == .badConfig)
    #expect(error?.detail.hasPrefix(message) == true)
  }
}
