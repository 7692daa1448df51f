import ConnectorSDK
import ConnectorTesting
import JSON
import TelegramConnector
import Testing

struct SendingTests {
  private let bot = Bot()

  @Test func sendsTheLeastThatIsNeeded() throws {
    bot.host.script(Bot.accepted())
    #expect(bot.send("Hello from Chat4All") == .success(Sent("512345678/812")))
    let request = try #require(bot.sent.first)
    #expect(request.method == "POST")
    #expect(request.url == "https://api.telegram.org/bot\(Bot.token)/sendMessage")
    #expect(request.header("content-type") == "application/json")
    #expect(request.json == ["chat_id": 512_345_678, "text": "Hello from Chat4All"])
  }

  @Test func sendsEverythingThatWasAskedFor() throws {
    bot.host.script(Bot.accepted(900, chat: -1_001_987_654_321))
    let result = bot.send("Your **order** has shipped: [track](https://t.example)", chat: "-1001987654321/42") {
      $0.format = .markdown
      $0.replyTo = "-1001987654321/811"
      $0.isSilent = true
      $0.metadata = ["link_preview": "false"]
    }
    #expect(result == .success(Sent("-1001987654321/900")))
    #expect(
      bot.sent.first?.json == [
        "chat_id": -1_001_987_654_321, "message_thread_id": 42, "text": "Your order has shipped: track",
        "entities": [
          ["type": "bold", "offset": 5, "length": 5],
          ["type": "text_link", "offset": 24, "length": 5, "url": "https://t.example"],
        ],
        "reply_parameters": ["message_id": 811, "allow_sending_without_reply": true], "disable_notification": true,
        "link_preview_options": ["is_disabled": true],
      ])
  }

  @Test(arguments: [
    ("@publicname", JSONValue.string("@publicname")), ("-4012345678", -4_012_345_678), ("512345678", 512_345_678),
  ]) func knowsHowChatsAreCalled(chat: String, json: JSONValue) {
    bot.host.script(Bot.accepted())
    #expect(failure(bot.send("x", chat: chat)) == nil)
    #expect(bot.sent.first?.json["chat_id"] == json)
  }

  @Test(arguments: ["rosa", "", "12x", "@", "1/x", "1@", "--5", "+5511998877665x"])
  func refusesWhatIsNoAddress(address: String) {
    #expect(failure(bot.send("x", to: address))?.code == .notFound)
    #expect(bot.sent.isEmpty)
  }

  @Test func writesOnBehalfOfABusinessAccount() {
    bot.host.script(Bot.accepted(5))
    #expect(bot.send("x", chat: "512345678@bc-1") == .success(Sent("512345678@bc-1/5")))
    #expect(bot.sent.first?.json == ["chat_id": 512_345_678, "text": "x", "business_connection_id": "bc-1"])
  }

  @Test(arguments: ["999/811", "811", "512345678/x", "512345678@bc/811", ""])
  func quotesNothingFromElsewhere(replyTo: String) {
    bot.host.script(Bot.accepted())
    #expect(failure(bot.send("x") { $0.replyTo = replyTo }) == nil)
    #expect(bot.sent.first?.json["reply_parameters"] == nil)
  }

  @Test func cutsALongTextAndNamesEachPart() {
    bot.host.script(Bot.accepted(1), Bot.accepted(2), Bot.accepted(3))
    let text = Array(repeating: "A sentence of some words.", count: 400).joined(separator: " ")
    #expect(
      bot.send(text) { $0.replyTo = "512345678/7" }
        == .success(Sent("512345678/1", more: ["512345678/2", "512345678/3"])))
    let parts = bot.sent.compactMap { $0.json["text"]?.stringValue }
    #expect(parts.joined() == text)
    #expect(parts.allSatisfy { $0.utf16.count <= 4_096 })
    #expect(bot.sent.map { $0.json["reply_parameters"] != nil } == [true, false, false])
  }

  @Test func goesOnWithALongTextWhereItWasStopped() {
    bot.host.script(Bot.accepted(1), Bot.refused(429, "Too Many Requests", parameters: #"{"retry_after":3}"#))
    let text = String(repeating: "x", count: 5_000)
    #expect(failure(bot.send(text))?.code == .rateLimited)
    bot.host.script(Bot.accepted(2))
    #expect(bot.send(text, attempt: 2) == .success(Sent("512345678/1", more: ["512345678/2"])))
    #expect(bot.sent.last?.json["text"]?.stringValue?.count == 904)
  }

  @Test(arguments: ["", "   \n "]) func refusesAnEmptyText(text: String) {
    #expect(failure(bot.send(text))?.code == .permanent)
    #expect(bot.sent.isEmpty)
  }

  @Test func leavesOutAPartOfWhiteSpaceAlone() {
    bot.host.script(Bot.accepted(1), Bot.accepted(2))
    #expect(
      bot.send("a" + String(repeating: "\n", count: 9_000) + "b")
        == .success(Sent("512345678/1", more: ["512345678/2"])))
  }

  @Test func aLostAnswerIsUncertain() {
    bot.host.script(.lost)
    #expect(failure(bot.send("x"))?.code == .uncertain)
    bot.host.script(.json(200, "<html>"))
    #expect(failure(bot.send("x"))?.code == .uncertain)
    bot.host.script(.json(200, #"{"ok":true,"result":true}"#))
    #expect(failure(bot.send("x"))?.code == .uncertain)
    bot.host.script(.notSent)
    #expect(failure(bot.send("x"))?.code == .retry)
  }

  @Test func tellsNobodyItsSecrets() {
    bot.host.script(Bot.refused(400, "Bad Request: something"))
    let said = [failure(bot.send("a private word"))?.detail ?? ""] + bot.host.logLines
    #expect(said.allSatisfy { !$0.contains("AAFake") && !$0.contains("private word") })
  }
}
