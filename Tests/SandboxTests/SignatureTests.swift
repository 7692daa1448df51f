import Testing

@testable import sandbox

@Suite struct SignatureTests {
  @Test func signsCallbacksAsMetaDoes() {
    // printf '%s' 'hello' | openssl dgst -sha256 -hmac secret
    let expected = "sha256=88aab3ede8d3adf94d26ab90d3bafd4a2083070c3bcce9c014ee04a443847c0b"
    #expect(HubSignature(appSecret: "secret").header(Array("hello".utf8)) == expected)
  }

  @Test(
    arguments: [
      ("{\"a\":\"Olá\"}", "{\"a\":\"Ol\\u00e1\"}"), ("{\"u\":\"http://x/\"}", "{\"u\":\"http:\\/\\/x\\/\"}"),
      ("\"🎉\"", "\"\\ud83c\\udf89\""), ("{\"a\":\"plain\"}", "{\"a\":\"plain\"}"),
    ])
  func escapesAsMetaDoes(json: String, escaped: String) {
    #expect(String(decoding: MetaEscaping.escape(Array(json.utf8)), as: UTF8.self) == escaped)
  }

  // The example of standardwebhooks.com's own libraries.
  private static let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
  private static let id = "msg_p5jXN8AQM9LWM0D4loKWxJek"
  private static let timestamp = "1614265330"
  private static let body = Array("{\"test\": 2432232314}".utf8)
  private static let good = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="

  private func fault(
    id: String? = id, timestamp: String? = timestamp, signature: String? = good, body: [UInt8] = body,
    now: Int64 = 1_614_265_330
  ) -> String? {
    WebhookSignature(secret: Self.secret)?.fault(
      id: id, timestamp: timestamp, signature: signature, body: body, now: Moment(seconds: now))
  }

  @Test func verifiesTheStandardsExample() {
    #expect(WebhookSignature(secret: Self.secret) != nil)
    #expect(fault() == nil)
    #expect(fault(signature: "v1,AAAA v2,x \(Self.good)") == nil)
  }

  @Test func saysWhatIsWrongWithASignature() {
    #expect(fault(id: nil) == "webhook-id is missing")
    #expect(fault(timestamp: nil) == "webhook-timestamp is missing")
    #expect(fault(timestamp: "soon") == "webhook-timestamp is no number")
    #expect(fault(signature: nil) == "webhook-signature is missing")
    #expect(fault(signature: Self.good.replacing("v1,", with: "v1a,")) == "no v1 signature fits")
    #expect(fault(id: "msg_other") == "no v1 signature fits")
    #expect(fault(body: Self.body + [32]) == "no v1 signature fits")
  }

  @Test func takesFiveMinutesEitherWayAndNoMore() {
    #expect(fault(now: 1_614_265_330 + 300) == nil)
    #expect(fault(now: 1_614_265_330 - 300) == nil)
    #expect(fault(now: 1_614_265_330 + 301) == "webhook-timestamp is more than 5 minutes away")
    #expect(fault(now: 1_614_265_330 - 301) == "webhook-timestamp is more than 5 minutes away")
  }

  @Test(arguments: ["whsec_", "whsec_%%%", ""])
  func takesNoSecretThatIsNone(secret: String) {
    #expect(WebhookSignature(secret: secret) == nil)
  }
}
