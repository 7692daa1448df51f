import JSON
import Testing

@testable import sandbox

@Suite struct TelegramWorldTests {
  private static let start = Moment(seconds: 1_787_000_000)
  private var world: TelegramWorld
  private let bruno: TelegramPerson

  init() throws {
    world = TelegramWorld(
      settings: TelegramSettings(token: "7000000001:AAtoken", enforcesRates: false), seed: 1, now: Self.start)
    bruno = world.makePerson(name: "bruno", id: 512_345_678)
    try world.put(bruno)
  }

  @discardableResult
  private mutating func call(
    _ method: String, _ parameters: [(String, JSONValue)], at now: Moment = start
  ) throws(TelegramError) -> JSONValue {
    let call = try world.call(
      method, TelegramParameters(JSONObject(parameters)), sequence: 1, now: now)
    return (try? JSONParser.parse(call.result)) ?? .null
  }

  private mutating func problem(_ method: String, _ parameters: [(String, JSONValue)]) -> TelegramError? {
    do throws(TelegramError) {
      try call(method, parameters)
      return nil
    } catch {
      return error
    }
  }

  private func updates() throws -> [JSONValue] {
    try world.backlog.map { try JSONParser.parse($0.body) }
  }

  @Test mutating func sendsAndAnswersWithTheMessage() throws {
    let question = try world.say(
      bruno, "Hi", group: nil, replyTo: nil, quote: nil, sequence: 1, now: Self.start)
    let answer = try call(
      "sendmessage",
      [
        ("chat_id", 512_345_678), ("text", "<b>Hello</b>"), ("parse_mode", "HTML"),
        ("reply_parameters", ["message_id": .integer(question.message), "quote": "Hi"]),
      ])
    #expect(answer["text"] == "Hello")
    #expect(answer["chat"]?["type"] == "private")
    #expect(answer["from"]?["is_bot"] == true)
    #expect(answer["reply_to_message"]?["text"] == "Hi")
    #expect(answer["quote"]?["text"] == "Hi")
    #expect(answer["date"] == 1_787_000_000)
    #expect(answer["message_id"]?.integerValue == question.message + 1)
  }

  @Test mutating func says403And400AsTheRealServer() throws {
    let text: (String, JSONValue) = ("text", "x")
    #expect(problem("sendmessage", [text])?.description == "Bad Request: chat_id is empty")
    #expect(problem("sendmessage", [text, ("chat_id", 99)])?.description == "Bad Request: chat not found")
    #expect(problem("sendmessage", [("chat_id", 512_345_678)])?.description == "Bad Request: message text is empty")
    #expect(problem("sendmessage", [text, ("chat_id", 7_000_000_001)])?.code == 403)
    #expect(
      problem("sendmessage", [text, ("chat_id", 512_345_678), ("reply_parameters", ["message_id": 1])])?.description
        == "Bad Request: message to be replied not found")
    #expect(
      problem("sendmessage", [text, ("chat_id", 512_345_678), ("message_thread_id", 4)])?.description
        == "Bad Request: message thread not found")
    #expect(problem("sendpigeon", [])?.description == "Not Found: method not found")
    try call(
      "sendmessage",
      [
        text, ("chat_id", "512345678"), ("reply_parameters", "{\"message_id\":1,\"allow_sending_without_reply\":true}"),
      ])
    for (change, reason) in [
      ({ $0.hasStarted = false }, "bot can't initiate conversation with a user"),
      ({ $0.hasBlocked = true }, "bot was blocked by the user"), ({ $0.isDeactivated = true }, "user is deactivated"),
    ] as [((inout TelegramPerson) -> Void, String)] {
      var person = bruno
      change(&person)
      try world.put(person)
      #expect(problem("sendmessage", [text, ("chat_id", 512_345_678)])?.description == "Forbidden: \(reason)")
    }
  }

  @Test mutating func refusesGroupsThatTheBotIsNotIn() {
    for (status, reason) in [
      (TelegramChat.BotStatus.kicked, "bot was kicked from the group chat"),
      (.left, "bot is not a member of the group chat"),
    ] {
      var group = world.makeGroup(name: "g", kind: .group)
      group.botStatus = status
      world.put(group: group)
      let error = problem("sendmessage", [("text", "x"), ("chat_id", .integer(group.id))])
      #expect(error?.description == "Forbidden: \(reason)")
    }
  }

  @Test mutating func sendsCallersToTheSupergroupThatAGroupBecame() throws {
    var group = world.makeGroup(name: "crew", kind: .group)
    group.members = [bruno.id]
    world.put(group: group)
    let larger = try world.migrate(group, sequence: 1, now: Self.start)
    #expect(larger < -1_000_000_000_000)
    let error = problem("sendmessage", [("text", "x"), ("chat_id", .integer(group.id))])
    #expect(error?.migrateTo == larger)
    #expect(error?.code == 400)
    let updates = try updates()
    #expect(updates[0]["message"]?["migrate_to_chat_id"]?.integerValue == larger)
    #expect(updates[1]["message"]?["migrate_from_chat_id"]?.integerValue == group.id)
    #expect(try call("sendmessage", [("text", "x"), ("chat_id", .integer(larger))])["message_id"] == 2)
  }

  @Test mutating func editsItsOwnMessagesOnly() throws {
    let theirs = try world.say(bruno, "Hi", group: nil, replyTo: nil, quote: nil, sequence: 1, now: Self.start).message
    let own = try call("sendmessage", [("chat_id", 512_345_678), ("text", "one")])["message_id"] ?? .null
    let chat: (String, JSONValue) = ("chat_id", 512_345_678)
    let edited = try call("editmessagetext", [chat, ("message_id", own), ("text", "two")], at: Self.start + 5000)
    #expect(edited["edit_date"] == 1_787_000_005)
    #expect(
      problem("editmessagetext", [chat, ("message_id", own), ("text", "two")])?.description
        .hasPrefix("Bad Request: message is not modified") == true)
    #expect(
      problem("editmessagetext", [chat, ("message_id", .integer(theirs)), ("text", "x")])?.description
        == "Bad Request: message can't be edited")
    #expect(
      problem("editmessagetext", [chat, ("message_id", 1), ("text", "x")])?.description
        == "Bad Request: message to edit not found")
    #expect(try call("deletemessage", [chat, ("message_id", own)]) == true)
    #expect(
      problem("deletemessage", [chat, ("message_id", own)])?.description == "Bad Request: message to delete not found")
  }

  @Test mutating func reactsWithWhatTelegramHas() throws {
    let message = try world.say(bruno, "Hi", group: nil, replyTo: nil, quote: nil, sequence: 1, now: Self.start).message
    let place: [(String, JSONValue)] = [("chat_id", 512_345_678), ("message_id", .integer(message))]
    try call("setmessagereaction", place + [("reaction", [["type": "emoji", "emoji": "❤️"]])])
    #expect(world.message(message, in: bruno.id)?.reactions == [0: "❤"])
    let pizza: [(String, JSONValue)] = [("reaction", [["type": "emoji", "emoji": "🍕"]])]
    #expect(problem("setmessagereaction", place + pizza)?.description == "Bad Request: REACTION_INVALID")
    try call("setmessagereaction", place + [("reaction", [])])
    #expect(world.message(message, in: bruno.id)?.reactions == [:])
  }

  @Test mutating func sendsReactionsOnlyToWhoeverAskedForThem() throws {
    try call("sendmessage", [("chat_id", 512_345_678), ("text", "one")])
    _ = try world.react(bruno, "last", "👍", group: nil, now: Self.start)
    #expect(try updates().isEmpty)
    world.setAllowed(["message_reaction"])
    _ = try world.react(bruno, "last", "🔥", group: nil, now: Self.start)
    let update = try updates()[0]["message_reaction"]
    #expect(update?["old_reaction"]?.arrayValue?.first?["emoji"] == "👍")
    #expect(update?["new_reaction"]?.arrayValue?.first?["emoji"] == "🔥")
  }

  @Test mutating func givesEachUpdateTheNextNumber() throws {
    for number in 1...3 {
      _ = try world.say(bruno, "\(number)", group: nil, replyTo: nil, quote: nil, sequence: 1, now: Self.start)
    }
    let ids = try updates().compactMap { $0["update_id"]?.integerValue }
    #expect(ids == [ids[0], ids[0] + 1, ids[0] + 2])
    #expect(try call("getupdates", [("offset", .integer(ids[2]))]).arrayValue?.count == 1)
  }

  @Test mutating func changesItsWebhookOnceASecond() throws {
    let url: (String, JSONValue) = ("url", "http://127.0.0.1:1/hook")
    #expect(problem("setwebhook", [url, ("secret_token", "no spaces")])?.code == 400)
    #expect(problem("setwebhook", [("url", "ftp://x")])?.code == 400)
    try call("setwebhook", [url, ("secret_token", "abc-1_2"), ("allowed_updates", ["message"])])
    #expect(world.webhook?.secret == "abc-1_2")
    #expect(problem("deletewebhook", []) == .tooMany(1))
    try call("deletewebhook", [], at: Self.start + 1000)
    #expect(world.webhook == nil)
    #expect(world.allowedUpdates == ["message"])
    try call("setwebhook", [url], at: Self.start + 2000)
    #expect(problem("getupdates", [])?.code == 409)
  }

  @Test mutating func seesInPrivacyModeOnlyWhatIsMeantForIt() throws {
    var group = world.makeGroup(name: "crew", kind: .supergroup)
    group.members = [bruno.id]
    group.hasPrivacyMode = true
    world.put(group: group)
    for text in ["hello all", "/help", "@chat4all_demo_bot hello"] {
      _ = try world.say(bruno, text, group: "crew", replyTo: nil, quote: nil, sequence: 1, now: Self.start)
    }
    #expect(try updates().map { $0["message"]?["text"] } == ["/help", "@chat4all_demo_bot hello"])
  }

  @Test mutating func tellsOfBlockingAndOfComingBack() throws {
    try world.setBlocked(bruno, true, now: Self.start)
    let blocked = try #require(world.person(name: "bruno"))
    _ = try world.say(blocked, "me again", group: nil, replyTo: nil, quote: nil, sequence: 1, now: Self.start)
    let statuses = try updates().map { $0["my_chat_member"]?["new_chat_member"]?["status"]?.stringValue }
    #expect(statuses == ["kicked", "member", nil])
  }
}
