import JSON
import Testing

@testable import sandbox

@Suite struct WhatsAppWorldTests {
  private static let start = Moment(seconds: 1_787_000_000)
  private var world: WhatsAppWorld

  init() throws {
    world = WhatsAppWorld(
      settings: WhatsAppSettings(accessToken: "t", phoneNumberID: "1065", appSecret: "s", verifyToken: "v"), seed: 1,
      now: Self.start)
    var ana = world.makePerson(name: "ana", waID: "551198877665")
    ana.lastWroteAt = Self.start
    try world.put(ana)
  }

  private func text(_ text: String, to: String = "5511998877665") -> JSONValue {
    [
      "messaging_product": "whatsapp", "recipient_type": "individual", "to": .string(to), "type": "text",
      "text": ["body": .string(text)], "biz_opaque_callback_data": "c4a:1",
    ]
  }

  private mutating func send(_ body: JSONValue, at now: Moment = start) throws(GraphError) -> JSONValue {
    try world.messages(body, sequence: 1, now: now).body
  }

  private mutating func error(_ body: JSONValue) -> GraphError? {
    do throws(GraphError) {
      _ = try send(body)
      return nil
    } catch {
      return error
    }
  }

  /// The statuses that have been reported, as (status, error code).
  private func statuses() -> [String] {
    world.reports.filter { $0.kind == .status }.compactMap {
      let value = try? JSONParser.parse($0.json)
      let code = value?["errors"]?.arrayValue?.first?["code"]?.integerValue
      return (value?["status"]?.stringValue ?? "?") + (code.map { " \($0)" } ?? "")
    }
  }

  @Test mutating func answersWithTheIdThatTheNumberReallyHas() throws {
    let answer = try send(text("hi"))
    let contact = answer["contacts"]?.arrayValue?.first
    #expect(contact?["input"] == "5511998877665")
    #expect(contact?["wa_id"] == "551198877665")
    #expect(contact?["user_id"]?.stringValue?.hasPrefix("BR.") == true)
    #expect(answer["messages"]?.arrayValue?.first?["id"]?.stringValue?.hasPrefix("wamid.") == true)
  }

  @Test mutating func reportsSentAndDeliveredAndReadsOnCommand() throws {
    _ = try send(text("hi"))
    #expect(statuses() == [])
    world.advance(now: Self.start + 5)
    #expect(statuses() == ["sent"])
    world.advance(now: Self.start + 25)
    #expect(statuses() == ["sent", "delivered"])
    #expect(try world.read(0, upTo: nil, now: Self.start + 30) == 1)
    #expect(statuses() == ["sent", "delivered", "read"])
    let last = try JSONParser.parse(world.reports[2].json)
    #expect(last["biz_opaque_callback_data"] == "c4a:1")
    #expect(last["recipient_id"] == "551198877665")
    #expect(last["timestamp"] == "1787000000")
  }

  @Test mutating func readsByItselfAfterAWhile() throws {
    var ana = world.people[0]
    ana.readAfter = 1000
    try world.put(ana)
    _ = try send(text("hi"))
    world.advance(now: Self.start + 25)
    #expect(world.nextWake == Self.start + 1025)
    world.advance(now: Self.start + 1025)
    #expect(statuses() == ["sent", "delivered", "read"])
  }

  @Test mutating func deliversToAPhoneThatIsOffWhenItComesOn() throws {
    world.setOnline(0, false, now: Self.start)
    _ = try send(text("hi"))
    world.advance(now: Self.start + 100)
    #expect(statuses() == ["sent"])
    world.setOnline(0, true, now: Self.start + 200)
    #expect(statuses() == ["sent", "delivered"])
  }

  @Test mutating func failsOutsideOfTheWindowAfterHavingAccepted() throws {
    _ = try send(text("too late"), at: Self.start + WhatsAppPerson.window)
    #expect(statuses() == ["failed 131047"])
    world.reports = []
    _ = try send(
      [
        "messaging_product": "whatsapp", "to": "551198877665", "type": "template",
        "template": ["name": "hello", "language": ["code": "en"]],
      ], at: Self.start + WhatsAppPerson.window)
    world.advance(now: Self.start + WhatsAppPerson.window + 10)
    #expect(statuses() == ["sent"])
  }

  @Test mutating func failsForNumbersThatAreNotOnWhatsAppAndForThoseWhoBlock() throws {
    _ = try send(text("hi", to: "4915112345678"))
    #expect(statuses() == ["failed 131026"])
    var ana = world.people[0]
    ana.hasBlocked = true
    try world.put(ana)
    _ = try send(text("hi"))
    #expect(statuses() == ["failed 131026", "failed 131026"])
  }

  @Test mutating func neverGoesBack() throws {
    let id = try send(text("hi"))["messages"]?.arrayValue?.first?["id"]?.stringValue ?? ""
    _ = try world.read(0, upTo: nil, now: Self.start)
    world.advance(now: Self.start + 1000)
    for status in [WhatsAppStatus.failed, .sent, .delivered] { world.raise(status, id, person: 0, now: Self.start) }
    #expect(statuses() == ["sent", "delivered", "read"])
  }

  @Test mutating func countsTextsInUTF16Units() throws {
    _ = try send(text(String(repeating: "a", count: 4096)))
    #expect(error(text(String(repeating: "a", count: 4097)))?.code == 100)
    _ = try send(text(String(repeating: "🎉", count: 2048)))
    #expect(error(text(String(repeating: "🎉", count: 2049)))?.code == 100)
  }

  @Test mutating func saysWhatIsWrongWithACall() {
    let cases: [(JSONValue, Int)] = [
      ([:], 100), (["messaging_product": "sms"], 100), (["messaging_product": "whatsapp", "type": "text"], 100),
      (text(""), 100), (text("hi", to: "call me"), 131009), (text("hi", to: "15550001111"), 131021),
      (["messaging_product": "whatsapp", "to": "551198877665", "type": "carrier_pigeon"], 100),
      (["messaging_product": "whatsapp", "to": "551198877665", "type": "image", "image": ["id": "1"]], 131051),
      (["messaging_product": "whatsapp", "recipient": "BR.1", "text": ["body": "hi"]], 131062),
      (
        [
          "messaging_product": "whatsapp", "to": "551198877665", "text": ["body": "hi"],
          "biz_opaque_callback_data": .string(String(repeating: "x", count: 513)),
        ], 100
      ), (["messaging_product": "whatsapp", "status": "read", "message_id": "wamid.none"], 131009),
      (
        [
          "messaging_product": "whatsapp", "to": "551198877665", "type": "reaction",
          "reaction": ["message_id": "wamid.none", "emoji": "👍"],
        ], 131009
      ),
    ]
    for (body, code) in cases { #expect(error(body)?.code == code, "\(body)") }
  }

  @Test mutating func letsABurstThroughAndThenOneInSixSeconds() throws {
    for _ in 1...45 { _ = try send(text("hi")) }
    #expect(error(text("hi"))?.code == 131056)
    _ = try send(text("hi"), at: Self.start + 6000)
  }

  @Test mutating func letsEightyASecondThroughForTheNumber() throws {
    for number in 1...80 { _ = try send(text("hi", to: "49151\(10_000_000 + number)")) }
    #expect(error(text("hi"))?.code == 130429)
  }

  @Test mutating func showsTheQuoteOnlyOfAMessageThatItKnows() throws {
    let id = try world.say(0, "question", replyTo: nil, sequence: 1, now: Self.start)
    var body = text("answer").objectValue ?? JSONObject()
    body["context"] = ["message_id": .string(id)]
    _ = try send(.object(body))
    body["context"] = ["message_id": "wamid.gone"]
    _ = try send(.object(body))
    #expect(world.people[0].messages.messages.map(\.replyTo) == [nil, id, nil])
  }

  @Test mutating func marksEverythingUpToAMessageAsRead() throws {
    let first = try world.say(0, "1", replyTo: nil, sequence: 1, now: Self.start)
    let second = try world.say(0, "2", replyTo: nil, sequence: 2, now: Self.start)
    _ = try world.say(0, "3", replyTo: nil, sequence: 3, now: Self.start)
    let answer = try send(["messaging_product": "whatsapp", "status": "read", "message_id": .string(second)])
    #expect(answer == ["success": true])
    #expect(world.people[0].messages[first]?.isReadByBusiness == true)
    #expect(world.people[0].messages.messages.map(\.isReadByBusiness) == [true, true, false])
  }

  @Test mutating func hidesTheNumberOfWhoeverWants() throws {
    var ana = world.people[0]
    ana.hidesNumber = true
    try world.put(ana)
    _ = try world.say(0, "hi", replyTo: nil, sequence: 1, now: Self.start)
    let message = try JSONParser.parse(world.reports[0].json)
    #expect(message["from"] == nil)
    #expect(message["from_user_id"]?.stringValue == ana.userID)
    let answer = try send(
      ["messaging_product": "whatsapp", "recipient": .string(ana.userID), "text": ["body": "hi"]])
    #expect(answer["contacts"]?.arrayValue?.first?["wa_id"] == nil)
  }

  @Test mutating func fillsAllThreeLevelsOfAnEnvelope() throws {
    for number in 1...9 { _ = try world.say(0, "\(number)", replyTo: nil, sequence: Int64(number), now: Self.start) }
    _ = try send(text("hi"))
    world.advance(now: Self.start + 5)
    let body = try JSONParser.parse(WhatsAppEnvelope(world.settings).body(world.reports))
    let entries = body["entry"]?.arrayValue ?? []
    #expect(entries.count == 2)
    #expect(entries[0]["changes"]?.arrayValue?[0]["value"]?["messages"]?.arrayValue?.count == 8)
    let second = entries[1]["changes"]?.arrayValue ?? []
    #expect(second.count == 2)
    #expect(second[0]["value"]?["messages"]?.arrayValue?.count == 1)
    #expect(second[1]["value"]?["statuses"]?.arrayValue?.count == 1)
    #expect(second[1]["value"]?["contacts"]?.arrayValue?.count == 1)
    #expect(second[1]["value"]?["metadata"]?["phone_number_id"] == "1065")
  }
}
