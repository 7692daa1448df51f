import ConnectorSDK
import ConnectorTesting
import TestSupport
import Testing
import WhatsAppConnector

struct SignatureTests {
  private let number = Number()
  // As Meta writes it: what is not ASCII is escaped, and so are slashes; the signature is over these bytes.
  private let body = Array(
    Number.callback(
      "messages",
      #"{"from":"551198877665","id":"wamid.1","timestamp":"1","type":"text","text":{"body":"ol\u00e1 \ud83d\ude42 a\/b"}}"#
    ).utf8)

  @Test func takesWhatIsSigned() throws {
    let ending = try number.post(body, signature: Number.signature(body))
    #expect(ending.status == 200)
    #expect(ending.events.map(\.text) == ["olá 🙂 a/b"])
  }

  @Test func agreesWithAKnownSignature() throws {
    // printf %s '{}' | openssl dgst -sha256 -hmac app-secret
    let known = "sha256=bd9549eb87a414d3df28b5a60ea86d4a11e2f1c6258edbd18f56d3c23c0f908d"
    #expect(try number.post(Array("{}".utf8), signature: known).status == 200)
  }

  @Test func refusesEveryOtherSignature() throws {
    let right = Number.signature(body)
    let digits = String(right.dropFirst(7))
    let wrong: [String?] = [
      nil, "", "sha256=", digits, String(right.dropLast()), "\(right)0", right.uppercased(), "sha1=\(digits)",
      Number.signature(body, secret: "another"), Number.signature(body + [0x20]),
      "sha256=\(String(repeating: "0", count: 64))", "sha256=\(String(repeating: "g", count: 64))", "\(right),\(right)",
    ]
    for signature in wrong {
      let ending = try number.post(body, signature: signature)
      #expect(ending.status == 401, "\(signature ?? "none")")
      #expect(ending.events.isEmpty)
    }
  }

  @Test func refusesABodyThatWasCutOrChanged() throws {
    let signature = Number.signature(body)
    for length in stride(from: 0, to: body.count, by: 7) {
      #expect(try number.post(Array(body[..<length]), signature: signature).status == 401)
    }
    for place in stride(from: 0, to: body.count, by: 11) {
      var changed = body
      changed[place] ^= 1
      #expect(try number.post(changed, signature: signature).status == 401)
    }
  }

  @Test func refusesEverythingWithoutASecret() throws {
    let host = FakeHost(WhatsApp.self, settings: ["access_token": "x", "phone_number_id": "1"])
    host.create()
    let headers = [HTTPHeader("x-hub-signature-256", Number.signature(body, secret: ""))]
    #expect(host.webhook(WebhookRequest(headers: headers, body: body))?.status == 403)
    #expect(host.webhook(WebhookRequest(method: "GET", query: "hub.mode=subscribe"))?.status == 403)
  }

  @Test func shakesHands() throws {
    let ending = number.host.webhook(
      WebhookRequest(
        method: "GET", query: "hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=my-verify-token"))
    #expect(ending?.status == 200)
    #expect(ending?.text == "1158201444")
    #expect(ending?.headers.contains(HTTPHeader("Content-Type", "text/plain")) == true)
    #expect(ending?.events.isEmpty == true)
  }

  @Test(arguments: [
    "hub.mode=subscribe&hub.challenge=1&hub.verify_token=wrong", "hub.challenge=1&hub.verify_token=my-verify-token",
    "hub.mode=unsubscribe&hub.challenge=1&hub.verify_token=my-verify-token",
    "hub.mode=subscribe&hub.verify_token=my-verify-token", "hub.mode=subscribe&hub.challenge=1", "",
    "hub.mode=subscribe&hub.challenge=1&hub.verify_token=my-verify-toke",
  ]) func shakesNoStrangersHand(query: String) {
    #expect(number.host.webhook(WebhookRequest(method: "GET", query: query))?.status == 403)
  }

  @Test func takesGetAndPostOnly() {
    #expect(number.host.webhook(WebhookRequest(method: "PUT"))?.status == 405)
  }

  @Test(arguments: 0..<20) func answersToAnythingThatIsSigned(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    for _ in 0..<100 {
      var changed = body
      for _ in 0..<Int.random(in: 1...6, using: &random) {
        let place = Int.random(in: 0..<changed.count, using: &random)
        switch Int.random(in: 0..<3, using: &random) {
        case 0: changed[place] = UInt8.random(in: 0...255, using: &random)
        case 1: changed.remove(at: place)
        default:
          changed.insert(
            contentsOf: ["{", "[1]", "null", #""\ud800""#, "1e9"].randomElement(using: &random)!.utf8, at: place)
        }
      }
      // What is signed is Meta's own: refusing it would only bring it back, for a week.
      let ending = try number.post(changed)
      #expect(ending.status == 200, "seed \(seed)")
    }
    #expect(number.host.violations == [], "seed \(seed)")
    #expect(number.host.openOperations == 0, "seed \(seed)")
  }

  private static let mistakes: [([String: String], String)] = [
    ([:], "'access_token' is missing"), (["access_token": "a b"], "'access_token' has to be visible characters"),
    (["access_token": "a", "phone_number_id": "1/2"], "'phone_number_id' has to be 1 to 128 characters"),
    (["access_token": "a", "phone_number_id": "1", "api_version": "25"], "'api_version' has to look like v25.0"),
    (["access_token": "a", "phone_number_id": "1", "api_version": "v25.0/x"], "'api_version' has to look like v25.0"),
    (["access_token": "a", "phone_number_id": "1", "api_base_url": "graph"], "'api_base_url' has to look like"),
  ]

  @Test(arguments: Self.mistakes) func saysWhichSettingIsWrong(settings: [String: String], message: String) {
    let error = failure(FakeHost(WhatsApp.self, settings: settings).create())
    #expect(error?.code == .badConfig)
    #expect(error?.detail.hasPrefix(message) == true)
  }
}
