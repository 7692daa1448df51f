import JSON
import Testing

@testable import sandbox

@Suite struct DirectWorldTests {
  private static let start = Moment(seconds: 1_787_000_000)
  private static let person = "24680135792468013"

  private func world(_ platform: DirectPlatform) throws -> DirectWorld {
    var world = DirectWorld(
      platform,
      settings: DirectSettings(accessToken: "t", accountID: "1050", appSecret: "s", verifyToken: "v", account: "a"),
      seed: 1, now: Self.start)
    var elisa = world.makePerson(name: "elisa")
    elisa.id = Self.person
    elisa.lastWroteAt = Self.start
    try world.put(elisa)
    return world
  }

  private func text(_ text: String, to: String = person, more: [(String, JSONValue)] = []) -> JSONValue {
    var body = JSONObject([
      ("recipient", ["id": .string(to)]), ("messaging_type", "RESPONSE"),
      ("message", ["text": .string(text), "metadata": "mine"]),
    ])
    for (name, value) in more { body[name] = value }
    return .object(body)
  }

  private func send(_ body: JSONValue, _ world: inout DirectWorld, at now: Moment = start) throws(GraphError) -> String
  {
    try world.messages(body, sequence: 1, now: now).accepted.id
  }

  private func error(_ body: JSONValue, _ world: inout DirectWorld, at now: Moment = start) -> GraphError? {
    do throws(GraphError) {
      _ = try send(body, &world, at: now)
      return nil
    } catch {
      return error
    }
  }

  private func reported(_ world: DirectWorld) -> [JSONValue] {
    world.reports.compactMap { try? JSONParser.parse($0.json) }
  }

  @Test func messengerEchoesDeliversAndReadsByWatermark() throws {
    var world = try world(.messenger)
    let id = try send(text("hi"), &world)
    world.advance(now: Self.start + 20)
    #expect(try world.readAll(0, upTo: nil, now: Self.start + 50) == 1)
    let reports = reported(world)
    try #require(reports.count == 3)
    #expect(reports[0]["sender"] == ["id": "1050"])
    #expect(reports[0]["message"]?["is_echo"] == true)
    #expect(reports[0]["message"]?["metadata"] == "mine")
    #expect(reports[0]["message"]?["app_id"]?.integerValue == world.settings.appID)
    #expect(reports[1]["delivery"] == ["mids": [.string(id)], "watermark": 1_787_000_000_000])
    #expect(reports[2]["read"] == ["watermark": 1_787_000_000_000])
    #expect(reports[2]["sender"] == ["id": .string(Self.person)])
    #expect(try world.readAll(0, upTo: nil, now: Self.start + 60) == 0)
  }

  @Test func instagramReadsByMessageAndTellsNoDelivery() throws {
    var world = try world(.instagram)
    _ = try send(text("one"), &world)
    let id = try send(text("two"), &world)
    world.advance(now: Self.start + 20)
    #expect(try world.readAll(0, upTo: nil, now: Self.start + 50) == 2)
    let reports = reported(world)
    try #require(reports.count == 3)
    #expect(reports[1]["message"]?["metadata"] == nil)
    #expect(reports[1]["message"]?["app_id"] == nil)
    #expect(reports[2]["read"] == ["mid": .string(id)])
  }

  @Test func deliversToAPhoneThatIsOffWhenItComesOn() throws {
    var world = try world(.messenger)
    world.setOnline(0, false, now: Self.start)
    _ = try send(text("hi"), &world)
    world.advance(now: Self.start + 100)
    #expect(world.reports.count == 1)
    world.setOnline(0, true, now: Self.start + 200)
    #expect(world.reports.count == 2)
  }

  @Test(arguments: [(DirectPlatform.messenger, 2_018_278), (.instagram, 2_534_022)])
  func theWindowClosesAfterADayAndForPeopleAfterAWeek(platform: DirectPlatform, subcode: Int) throws {
    var world = try world(platform)
    let day = Self.start + DirectPerson.window
    #expect(error(text("late"), &world, at: day)?.subcode == subcode)
    func tagged(_ tag: String) -> JSONValue {
      [
        "recipient": ["id": .string(Self.person)], "messaging_type": "MESSAGE_TAG", "tag": .string(tag),
        "message": ["text": "late"],
      ]
    }
    #expect(error(tagged("HUMAN_AGENT"), &world, at: day) == nil)
    #expect(error(tagged("ACCOUNT_UPDATE"), &world, at: day)?.code == 100)
    #expect(error(tagged("HUMAN_AGENT"), &world, at: Self.start + DirectPerson.humanWindow)?.subcode == subcode)
    _ = try world.say(0, "still there?", replyTo: nil, sequence: 1, now: day)
    #expect(error(text("late"), &world, at: day) == nil)
  }

  @Test func countsTextsAsEachPlatformDoes() throws {
    var messenger = try world(.messenger)
    var instagram = try world(.instagram)
    #expect(error(text(String(repeating: "é", count: 1999)), &messenger) == nil)
    #expect(error(text(String(repeating: "a", count: 2000)), &messenger)?.code == 100)
    #expect(error(text(String(repeating: "é", count: 500)), &instagram) == nil)
    #expect(error(text(String(repeating: "é", count: 501)), &instagram)?.code == 100)
  }

  @Test(arguments: DirectPlatform.allCases) func saysWhatIsWrongWithACall(platform: DirectPlatform) throws {
    var world = try world(platform)
    let nobody = platform == .messenger ? 2_018_001 : 2_534_014
    #expect(error(text("x", to: "1"), &world)?.subcode == nobody)
    #expect(error(text(" "), &world)?.subcode == 2_018_034)
    #expect(error(text("x", more: [("reply_to", ["mid": "gone"])]), &world)?.code == 100)
    #expect(error(text("x", more: [("messaging_type", "SHOUT")]), &world)?.code == 100)
    #expect(error(["message": ["text": "x"]], &world)?.code == 100)
    #expect(error(["recipient": ["id": .string(Self.person)], "sender_action": "dance"], &world)?.code == 100)
    let long = JSONValue.string(String(repeating: "x", count: 1000))
    #expect(error(text("x", more: [("message", ["text": "x", "metadata": long])]), &world)?.code == 100)
    world.changePerson(0) { $0.hasBlocked = true }
    #expect(error(text("x"), &world)?.code == 551)
  }

  @Test func letsAHundredCallsASecondThroughOnInstagram() throws {
    var world = try world(.instagram)
    for _ in 1...100 { _ = try send(text("hi"), &world) }
    #expect(error(text("hi"), &world)?.code == 613)
    _ = try send(text("hi"), &world, at: Self.start + 1000)
  }

  @Test(arguments: DirectPlatform.allCases) func peopleEditTakeBackAndReact(platform: DirectPlatform) throws {
    var world = try world(platform)
    let own = try world.say(0, "a", replyTo: nil, sequence: 1, now: Self.start)
    let sent = try send(text("b"), &world)
    world.reports = []
    for number in 1...5 { _ = try world.edit(0, "last", "edit \(number)", now: Self.start) }
    #expect(throws: ControlError.self) { try world.edit(0, "last", "once too often", now: Self.start) }
    #expect(reported(world).last?["message_edit"] == ["mid": .string(own), "text": "edit 5", "num_edit": 5])
    world.reports = []
    _ = try world.react(0, sent, "❤️", now: Self.start)
    #expect(
      reported(world).last?["reaction"] == [
        "mid": .string(sent), "action": "react", "reaction": "love", "emoji": "❤️",
      ])
    _ = try world.react(0, sent, "", now: Self.start)
    #expect(reported(world).last?["reaction"] == ["mid": .string(sent), "action": "unreact"])
    world.reports = []
    _ = try world.delete(0, own, now: Self.start)
    // Messenger tells nobody.
    #expect(world.reports.count == (platform == .instagram ? 1 : 0))
    #expect(world.people[0].messages[own]?.isDeleted == true)
  }

  @Test func theBusinessReactsSeesAndTypes() throws {
    var world = try world(.messenger)
    let id = try world.say(0, "a", replyTo: nil, sequence: 1, now: Self.start)
    func act(_ action: String, _ payload: JSONValue = .null) -> JSONValue {
      ["recipient": ["id": .string(Self.person)], "sender_action": .string(action), "payload": payload]
    }
    #expect(error(act("react", ["message_id": .string(id), "reaction": "like"]), &world) == nil)
    #expect(world.people[0].messages[id]?.businessReaction == "👍")
    #expect(error(act("unreact", ["message_id": .string(id)]), &world) == nil)
    #expect(world.people[0].messages[id]?.businessReaction == nil)
    #expect(error(act("mark_seen"), &world) == nil)
    #expect(world.people[0].messages[id]?.isReadByBusiness == true)
    #expect(error(act("typing_on"), &world) == nil)
    #expect(world.people[0].sees)
    _ = try send(text("b"), &world)
    #expect(!world.people[0].sees)
  }

  @Test func eachUpdateIsAnEntryOfItsOwn() throws {
    var world = try world(.messenger)
    for number in 1...3 { _ = try world.say(0, "\(number)", replyTo: nil, sequence: Int64(number), now: Self.start) }
    let body = try JSONParser.parse(DirectEnvelope(platform: .messenger, accountID: "1050").body(world.reports))
    #expect(body["object"] == "page")
    let entries = body["entry"]?.arrayValue ?? []
    #expect(entries.map { $0["id"]?.stringValue } == ["1050", "1050", "1050"])
    #expect(entries.map { $0["messaging"]?.arrayValue?.count } == [1, 1, 1])
  }
}
