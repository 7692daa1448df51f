import ConnectorSDK
import ConnectorTesting
import JSON
import TelegramConnector
import Testing

/// The errors of the Bot API, as its servers word them.
struct ErrorTests {
  private let bot = Bot()

  private static let errors: [(Int, String, ConnectorError.Code)] = [
    (500, "Internal Server Error: restart", ConnectorError.Code.retry), (503, "Service Unavailable", .retry),
    (502, "Bad Gateway", .uncertain), (504, "Gateway Timeout", .uncertain), (401, "Unauthorized", .authFailed),
    (404, "Not Found", .badConfig), (404, "Not Found: method not found", .permanent),
    (409, "Conflict: terminated by other getUpdates request", .badConfig),
    (409, "Conflict: can't use getUpdates method while webhook is active", .badConfig),
    (403, "Forbidden: bot was blocked by the user", .blocked), (403, "Forbidden: user is deactivated", .notFound),
    (403, "Forbidden: bot can't initiate conversation with a user", .blocked),
    (403, "Forbidden: bot was kicked from the supergroup chat", .blocked),
    (403, "Forbidden: bot is not a member of the channel chat", .blocked),
    (403, "Forbidden: the group chat was deleted", .notFound),
    (403, "Forbidden: bot can't send messages to bots", .permanent),
    (400, "Bad Request: chat not found", .notFound), (400, "Bad Request: private chat not found", .notFound),
    (400, "Bad Request: chat_id is empty", .notFound), (400, "Bad Request: message is too long", .tooLarge),
    (400, "Bad Request: text is too long", .tooLarge), (400, "Bad Request: message text is empty", .permanent),
    (400, "Bad Request: not enough rights to send text messages to the chat", .blocked),
    (400, "Bad Request: have no rights to send a message", .blocked),
    (400, "Bad Request: message thread not found", .permanent),
    (400, "Bad Request: something new", .permanent), (413, "Request Entity Too Large", .tooLarge),
    (421, "Misdirected Request", .badConfig), (418, "I'm a teapot", .permanent),
  ]

  @Test(arguments: Self.errors) func meansWhatItMeans(status: Int, description: String, code: ConnectorError.Code) {
    bot.host.script(Bot.refused(status, description))
    #expect(failure(bot.send("x"))?.code == code)
    #expect(bot.sent.count == 1)
  }

  @Test func anErrorWithoutABodyCountsByItsStatus() {
    bot.host.script(.json(503, "<html>busy</html>"))
    #expect(failure(bot.send("x"))?.code == .retry)
  }

  @Test func waitsAsLongAsTelegramSays() {
    bot.host.script(Bot.refused(429, "Too Many Requests: retry after 17", parameters: #"{"retry_after":17}"#))
    let error = failure(bot.send("x"))
    #expect(error?.code == .rateLimited)
    #expect(error?.retryAfter == .seconds(17))
    #expect(error?.scope == .chat)
  }

  @Test(arguments: [Int64.max, 10_000_000_000_000, -1, Int64.min]) func bearsAWaitThatMakesNoSense(seconds: Int64) {
    let limited = Bot.refused(429, "Too Many Requests", parameters: #"{"retry_after":\#(seconds)}"#)
    bot.host.script(limited, limited)
    #expect(failure(bot.send("x"))?.code == .rateLimited)
    #expect(failure(bot.send("x", to: "77"))?.code == .rateLimited)
  }

  @Test func takesTheHeaderWhereTheBodySaysNothing() {
    bot.host.script(.json(429, "", headers: [HTTPHeader("Retry-After", "9")]))
    #expect(failure(bot.send("x"))?.retryAfter == .seconds(9))
  }

  @Test func aSecondChatInTheSameTimeShowsThatTheBotIsMeant() {
    let limited = Bot.refused(429, "Too Many Requests", parameters: #"{"retry_after":17}"#)
    bot.host.script(limited, limited, limited)
    #expect(failure(bot.send("x"))?.scope == .chat)
    #expect(failure(bot.send("x"))?.scope == .chat)
    #expect(failure(bot.send("x", to: "612345679"))?.scope == .instance)
    bot.host.advance(by: .seconds(60))
    bot.host.script(limited)
    #expect(failure(bot.send("x", to: "712345680"))?.scope == .chat)
  }

  @Test func followsAGroupThatBecameASupergroup() {
    let moved = Bot.refused(
      400, "Bad Request: group chat was upgraded to a supergroup chat",
      parameters: #"{"migrate_to_chat_id":-1001987654321}"#)
    bot.host.script(moved, Bot.accepted(3, chat: -1_001_987_654_321), Bot.accepted(4, chat: -1_001_987_654_321))
    #expect(bot.send("x", chat: "-4012345678") == .success(Sent("-1001987654321/3")))
    #expect(bot.host.events.map(\.kind) == [.chatMoved])
    #expect(bot.host.events.first?.chat == "-4012345678")
    #expect(bot.host.events.first?.refID == "-1001987654321")
    #expect(bot.send("x", chat: "-4012345678") == .success(Sent("-1001987654321/4")))
    #expect(
      bot.sent.map { $0.json["chat_id"]?.integerValue } == [-4_012_345_678, -1_001_987_654_321, -1_001_987_654_321])
    #expect(bot.host.stored == ["moved/-4012345678": "-1001987654321"])
  }

  @Test func doesNotFollowForEver() {
    bot.host.answerAll { request in
      let chat = request.json["chat_id"]?.integerValue ?? 0
      return Bot.refused(400, "upgraded", parameters: #"{"migrate_to_chat_id":\#(chat)}"#)
    }
    #expect(failure(bot.send("x", chat: "-4012345678"))?.code == .permanent)
    #expect(bot.sent.count == 1)
  }

  @Test(arguments: [
    ("Bad Request: message thread not found", "message_thread_id"),
    ("Bad Request: message to be replied not found", "reply_parameters"),
    ("Bad Request: can't parse entities: unsupported start tag at byte offset 3", "entities"),
  ]) func sendsAgainWithoutWhatWasRefused(description: String, field: String) {
    bot.host.script(Bot.refused(400, description), Bot.accepted(9, chat: -1_001_987_654_321))
    let result = bot.send("**x**", chat: "-1001987654321/42") {
      $0.format = .markdown
      $0.replyTo = "-1001987654321/811"
    }
    #expect(result == .success(Sent("-1001987654321/9")))
    #expect(bot.sent.map { $0.json[field] != nil } == [true, false])
    #expect(bot.sent.last?.json["text"] == "x")
  }

  @Test func aTokenThatIsNotKnownStopsTheAccount() {
    let host = FakeHost(Telegram.self, settings: ["bot_token": Bot.token])
    host.create()
    host.script(Bot.refused(401, "Unauthorized"), Bot.refused(404, "Not Found"), .lost)
    #expect(failure(host.connect())?.code == .authFailed)
    #expect(failure(host.connect())?.code == .badConfig)
    #expect(failure(host.connect())?.code == .uncertain)
    #expect(host.requests.first?.url.hasSuffix("/getMe") == true)
  }
}
