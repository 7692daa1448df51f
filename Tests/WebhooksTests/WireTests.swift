import JSON
import Model
import Store
import Testing

@testable import Webhooks

struct WireTests {
  // The example of the Standard Webhooks specification.
  private static let secret = WebhookSecret.parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")!
  private static let id = "msg_p5jXN8AQM9LWM0D4loKWxJek"
  private static let time = Timestamp(microseconds: 1_614_265_330_000_000)
  private static let body = Array(#"{"test": 2432232314}"#.utf8)

  private func signature(_ secrets: WebhookSecrets, at time: Timestamp = Self.time) -> String? {
    WebhookSigner(secrets).headers(eventID: Self.id, body: Self.body, at: time)
      .first { $0.name == "webhook-signature" }?.value
  }

  @Test func signsTheSpecificationsExample() {
    #expect(signature(WebhookSecrets(current: Self.secret)) == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")
    let headers = WebhookSigner(WebhookSecrets(current: Self.secret)).headers(
      eventID: Self.id, body: Self.body, at: Self.time)
    #expect(headers.map(\.name) == ["webhook-id", "webhook-timestamp", "webhook-signature"])
    #expect(headers.map(\.value).prefix(2) == [Self.id, "1614265330"])
  }

  @Test func signsWithBothSecretsUntilTheOverlapEnds() {
    let end = Self.time.advanced(by: .seconds(1))
    let secrets = WebhookSecrets(current: WebhookSecret.random(), previous: Self.secret, previousUntil: end)
    let both = signature(secrets)?.split(separator: " ") ?? []
    #expect(both.count == 2)
    #expect(both.last == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")
    #expect(signature(secrets, at: end)?.split(separator: " ").count == 1)
  }

  @Test func secretsAreNotPrinted() {
    let secrets = WebhookSecrets(current: Array("hunter2hunter2hunter2hunter2".utf8))
    #expect(!"\(secrets)".contains("104") && !String(reflecting: secrets).contains("104"))
    var dumped = ""
    dump(secrets, to: &dumped)
    #expect(!dumped.contains("104"))
  }

  @Test func secretsComeBackFromTheirText() {
    let secret = WebhookSecret.random()
    #expect(secret.count == 32)
    #expect(WebhookSecret.parse(WebhookSecret.text(of: secret)) == secret)
  }

  @Test(arguments: ["", "whsec_", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_c2hvcnQ=", "whsec_*", "WHSEC_AAAA"])
  func secretsHaveAForm(_ text: String) {
    #expect(WebhookSecret.parse(text) == nil)
  }

  private func entry(
    type: String = "message.delivered",
    data: JSONValue = ["channel": "echo", "status": "delivered", "recipient": "eva"]
  ) -> LogEntry {
    LogEntry(
      partition: 3, position: 17, type: type, clientID: ClientID("00000000-0000-7000-8000-000000000001")!,
      conversationID: ConversationID("0190f2c6-d5e1-7b1c-8f00-a2f4a1b2c3d4")!, messageID: "m-1", sequenceNumber: 5,
      occurredAt: Timestamp(rfc3339: "2026-01-31T09:30:00Z")!, data: JSONWriter.bytes(of: data))
  }

  @Test func bodiesHaveTheirMembers() throws {
    let body = String(decoding: try WebhookBody.bytes(for: entry()), as: UTF8.self)
    #expect(
      body == #"{"type":"message.delivered","timestamp":"2026-01-31T09:30:00.000000Z","data":{"message_id":"m-1","#
        + #""conversation_id":"0190f2c6-d5e1-7b1c-8f00-a2f4a1b2c3d4","status":"delivered","channel":"echo","#
        + #""sequence_number":5,"partition":3,"position":17,"recipient":"eva"}}"#)
  }

  @Test func whatHasNoStatusOrChannelSaysSo() throws {
    let accepted = try JSONParser.parse(WebhookBody.bytes(for: entry(type: "message.accepted", data: ["from": "leo"])))
    #expect(accepted["data"]?["status"] == "accepted" && accepted["data"]?["channel"] == .null)
    let disabled = try JSONParser.parse(
      WebhookBody.bytes(for: entry(type: "webhook.disabled", data: ["reason": "gone"])))
    #expect(disabled["data"]?["conversation_id"] == .null && disabled["data"]?["status"] == .null)
  }

  @Test(arguments: [19_000, 20_000, 60_000])
  func noBodyIsLongerThanTwentyThousandBytes(_ size: Int) throws {
    let text = String(repeating: "é", count: size / 2)
    var received = entry(type: "message.received", data: ["from": "ana"])
    received.payload = JSONWriter.bytes(of: ["type": "text", "text": .string(text)])
    let bytes = try WebhookBody.bytes(for: received)
    #expect(bytes.count < WebhookBody.limit)
    let data = try JSONParser.parse(bytes)["data"]
    #expect(data?["message_id"] == "m-1" && data?["from"] == "ana")
    #expect((data?["truncated"] == true) == (data?["payload"] == nil))
  }

  @Test func manyMembersAreCutToo() throws {
    let members = (0..<2000).map { ("member-\($0)", JSONValue.string(String(repeating: "x", count: 100))) }
    #expect(try WebhookBody.bytes(for: entry(data: .object(JSONObject(members)))).count < WebhookBody.limit)
  }

  @Test func eventsHaveOneNameForEver() throws {
    let event = entry()
    let name = EventID.text(conversation: event.conversationID, position: event.position)
    #expect(name == "evt_0190f2c6d5e17b1c8f00a2f4a1b2c3d4_17")
    let parsed = try #require(EventID.parse(name))
    #expect(parsed.conversation == event.conversationID && parsed.position == 17)
  }

  @Test(
    arguments: [
      "", "evt_", "evt_0190f2c6d5e17b1c8f00a2f4a1b2c3d4", "evt_0190f2c6d5e17b1c8f00a2f4a1b2c3d4_0",
      "evt_0190f2c6d5e17b1c8f00a2f4a1b2c3d4_-1", "evt_0190f2c6d5e17b1c8f00a2f4a1b2c3d4_+1", "evt_xyz_1",
      "evt_0190f2c6d5e17b1c8f00a2f4a1b2c3d4_1_2", "evt_éééééééééééééééé_1", "evt_test_0190f2c6d5e17b1c8f00a2f4a1b2c3d4",
    ])
  func otherNamesAreNoEvents(_ text: String) {
    #expect(EventID.parse(text) == nil)
  }

  @Test(
    arguments: [
      (200, WebhookVerdict.success), (204, .success), (299, .success), (301, .failure(retryAfter: nil)),
      (304, .failure(retryAfter: nil)), (400, .failure(retryAfter: nil)), (410, .gone),
      (429, .failure(retryAfter: .seconds(9))), (503, .failure(retryAfter: .seconds(9))),
      (500, .failure(retryAfter: nil)), (199, .failure(retryAfter: nil)),
    ])
  func onlyTwoHundredsAreSuccess(_ status: Int, _ expected: WebhookVerdict) {
    #expect(WebhookVerdict(WebhookAnswer(status: status, retryAfter: "9"), now: Self.time) == expected)
  }

  @Test func noAnswerIsAFailure() {
    #expect(WebhookVerdict(WebhookAnswer(status: nil, error: "timeout"), now: Self.time) == .failure(retryAfter: nil))
  }

  @Test func filtersMatchTypesPrefixesAndAll() {
    #expect(EventFilter(["*"]).matches("anything.at_all"))
    #expect(EventFilter(["message.*"]).matches("message.read") && !EventFilter(["message.*"]).matches("messages.read"))
    #expect(
      EventFilter(["message.read"]).matches("message.read") && !EventFilter(["message.read"]).matches("message.re"))
    #expect(
      !EventFilter.isAcceptable("mess*") && !EventFilter.isAcceptable("*.read") && !EventFilter.isAcceptable("nope.*"))
  }

  @Test func theScheduleIsAsPromised() {
    let schedule = WebhookSchedule(jitter: 0)
    let waits = (1...10).map { schedule.delay(after: $0, retryAfter: nil, random: 0.5) }
    let hours = [2, 5, 10, 14, 20, 24].map { Duration.seconds($0 * 3600) }
    #expect(waits == [.seconds(5), .seconds(300), .seconds(1800)] + hours + [nil])
  }

  @Test func jitterOnlyLengthens() throws {
    let schedule = WebhookSchedule(jitter: 0.1)
    #expect(schedule.delay(after: 1, retryAfter: nil, random: 0) == .seconds(5))
    let longest = try #require(schedule.delay(after: 1, retryAfter: nil, random: 0.999))
    #expect(longest > .seconds(5) && longest <= .milliseconds(5500))
  }

  @Test func retryAfterLengthensUpToADay() {
    let schedule = WebhookSchedule(jitter: 0)
    #expect(schedule.delay(after: 1, retryAfter: .seconds(2), random: 0) == .seconds(5))
    #expect(schedule.delay(after: 1, retryAfter: .seconds(60), random: 0) == .seconds(60))
    #expect(schedule.delay(after: 1, retryAfter: .seconds(1_000_000), random: 0) == .seconds(86_400))
    #expect(schedule.delay(after: 10, retryAfter: .seconds(1), random: 0) == nil)
  }
}
