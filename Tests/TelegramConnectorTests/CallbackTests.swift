import ConnectorSDK
import ConnectorTesting
import JSON
import TelegramConnector
import TelegramRegistration
import TestSupport
import Testing

struct CallbackTests {
  private static let update =
    #"{"update_id":1,"message":{"message_id":811,"from":{"id":5,"is_bot":false,"first_name":"Rosa"},"chat":{"id":5,"type":"private"},"date":1787000100,"text":"hi","reply_to_message":{"message_id":3,"chat":{"id":5}},"photo":[{"file_id":"x"}]}}"#

  @Test(arguments: [nil, "", "c3VwZXItc2VjcmV0_4", "c3VwZXItc2VjcmV0_43", "c3VwZXItc2VjcmV0_42 "] as [String?])
  func refusesWhatIsNotProven(secret: String?) throws {
    let ending = try Bot().post(Self.update, secret: secret)
    #expect(ending.status == 401)
    #expect(ending.events.isEmpty)
  }

  @Test func refusesEverythingWithoutASecret() throws {
    let host = FakeHost(Telegram.self, settings: ["bot_token": Bot.token])
    host.create()
    let ending = host.webhook(WebhookRequest(body: Array(Self.update.utf8)))
    #expect(ending?.status == 403)
    #expect(ending?.events.isEmpty == true)
  }

  @Test func takesPostsOnly() throws {
    #expect(Bot().host.webhook(WebhookRequest(method: "GET"))?.status == 405)
  }

  @Test(arguments: ["", "{", "[]", "null", #"{"update_id":"x"}"#, "{}", "\u{FEFF}"])
  func sendsBackWhatIsNoUpdate(body: String) throws {
    let ending = try Bot().post(body)
    #expect(ending.status == 400)
    #expect(ending.events.isEmpty)
  }

  @Test func answersToEveryTruncation() throws {
    let bot = Bot()
    let body = Array(Self.update.utf8)
    for length in 0..<body.count { #expect(try bot.post(Array(body[..<length])).status == 400) }
    #expect(bot.host.violations == [])
  }

  @Test(arguments: 0..<20) func answersToAnything(seed: UInt64) throws {
    let bot = Bot()
    var random = SeededGenerator(seed: seed)
    for _ in 0..<150 {
      var body = Array(Self.update.utf8)
      for _ in 0..<Int.random(in: 1...6, using: &random) {
        let place = Int.random(in: 0..<body.count, using: &random)
        switch Int.random(in: 0..<4, using: &random) {
        case 0: body[place] = UInt8.random(in: 0...255, using: &random)
        case 1: body.remove(at: place)
        case 2:
          body.insert(
            contentsOf: [#"{"#, "[1]", "-0", "1e9", "null", #""\ud800""#].randomElement(using: &random)!.utf8, at: place
          )
        default: body.replaceSubrange(place..<min(place + 5, body.count), with: Array("99999".utf8))
        }
      }
      let ending = try bot.post(body)
      #expect([200, 400].contains(ending.status), "seed \(seed)")
      if ending.status == 200 { #expect(!ending.events.isEmpty, "seed \(seed)") }
    }
    #expect(bot.host.violations == [], "seed \(seed)")
    #expect(bot.host.openOperations == 0, "seed \(seed)")
  }

  @Test func registersForWhatItHandles() throws {
    let call = TelegramWebhook.set(
      botToken: Bot.token, secretToken: Bot.secret, publicURL: "https://gw.example.org/ingress/bot",
      apiBaseURL: "http://127.0.0.1:9/")
    #expect(call.url == "http://127.0.0.1:9/bot\(Bot.token)/setWebhook")
    let body = try JSONParser.parse(call.body)
    #expect(body["url"] == "https://gw.example.org/ingress/bot")
    #expect(body["secret_token"] == .string(Bot.secret))
    #expect(body["allowed_updates"]?.arrayValue?.count == TelegramWebhook.allowedUpdates.count)
    #expect(TelegramWebhook.info(botToken: Bot.token).url.hasSuffix("/getWebhookInfo"))
  }

  private static let mistakes: [([String: String], String)] = [
    (["bot_token": "x"], "'bot_token' has to look like"), (["bot_token": "1:a/b"], "'bot_token' has to look like"),
    (["bot_token": "1:"], "'bot_token' has to look like"), ([:], "'bot_token' is missing"),
    (["bot_token": "1:a", "secret_token": "a b"], "'secret_token' has to be 1 to 256 characters"),
    (["bot_token": "1:a", "api_base_url": "x"], "'api_base_url' has to look like https://api.telegram.org"),
  ]

  @Test(arguments: Self.mistakes) func saysWhichSettingIsWrong(settings: [String: String], message: String) {
    let error = failure(FakeHost(Telegram.self, settings: settings).create())
    #expect(error?.code == .badConfig)
    #expect(error?.detail.hasPrefix(message) == true)
  }
}
