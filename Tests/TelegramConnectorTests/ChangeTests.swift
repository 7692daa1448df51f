import ConnectorSDK
import ConnectorTesting
import JSON
import TelegramConnector
import Testing

/// Edits, deletions, reactions and typing, as calls of the Bot API.
struct ChangeTests {
  private let bot = Bot()
  private let done = ScriptedAnswer.json(200, #"{"ok":true,"result":true}"#)

  private func change(_ text: String = "", more: [String] = [], format: TextFormat = .plain) -> Change {
    Change(
      messageID: "m-1", recipient: "512345678", remoteID: "512345678/812", moreIDs: more, text: text, format: format)
  }

  private func method(_ request: RecordedRequest) -> String { String(request.url.split(separator: "/").last ?? "") }

  @Test func editsWithItsFormatting() {
    bot.host.script(Bot.accepted())
    #expect(bot.host.edit(change("**new** words", format: .markdown)) == .success(.same))
    #expect(bot.sent.map(method) == ["editMessageText"])
    #expect(
      bot.sent[0].json == [
        "chat_id": 512_345_678, "message_id": 812, "text": "new words",
        "entities": [["type": "bold", "offset": 0, "length": 3]],
      ])
  }

  @Test func anEditThatShortensDeletesTheRest() {
    bot.host.script(Bot.accepted(), done, done)
    #expect(bot.host.edit(change("short", more: ["512345678/813", "512345678/814"])) == .success(.same))
    #expect(bot.sent.map(method) == ["editMessageText", "deleteMessage", "deleteMessage"])
    #expect(bot.sent.compactMap { $0.json["message_id"] } == [812, 813, 814])
  }

  @Test func anEditThatNeedsMoreMessagesIsLeftToTheGateway() {
    #expect(failure(bot.host.edit(change(String(repeating: "x", count: 5_000))))?.code == .unsupported)
    #expect(bot.sent.isEmpty)
  }

  @Test(arguments: [
    ("Bad Request: message is not modified: specified new message content", ConnectorError.Code?.none),
    ("Bad Request: message can't be edited", .unsupported), ("Bad Request: message to edit not found", .notFound),
    ("Bad Request: chat not found", .notFound),
  ]) func saysWhatARefusedEditMeans(description: String, code: ConnectorError.Code?) {
    bot.host.script(Bot.refused(400, description))
    #expect(failure(bot.host.edit(change("x")))?.code == code)
  }

  @Test(arguments: [
    ("Bad Request: message to delete not found", ConnectorError.Code?.none),
    ("Bad Request: message can't be deleted", .unsupported),
  ]) func saysWhatARefusedDeletionMeans(description: String, code: ConnectorError.Code?) {
    bot.host.script(Bot.refused(400, description))
    #expect(failure(bot.host.delete(change()))?.code == code)
  }

  @Test func aMessageOfAGroupThatIsASupergroupNowIsNotMistakenForAnother() throws {
    let old = Change(
      messageID: "m-1", recipient: "512345678", chat: "-4012345678", remoteID: "-4012345678/812", text: "new")
    bot.host.script(Bot.refused(400, "upgraded", parameters: #"{"migrate_to_chat_id":-1001987654321}"#))
    #expect(failure(bot.host.edit(old))?.code == .unsupported)
    #expect(bot.host.events.map(\.kind) == [.chatMoved])
    // From now on the new number is known, under which 812 is another message.
    #expect(failure(bot.host.edit(old))?.code == .unsupported)
    #expect(failure(bot.host.delete(old))?.code == .unsupported)
    var moved = old
    moved.chat = "-1001987654321"
    #expect(failure(bot.host.react(moved))?.code == .unsupported)
    #expect(bot.sent.count == 1)
    moved.remoteID = "-1001987654321/812"
    bot.host.script(Bot.accepted(812, chat: -1_001_987_654_321))
    #expect(bot.host.edit(moved) == .success(.same))
  }

  @Test func reactsAndTakesItBack() {
    bot.host.script(done, done)
    #expect(bot.host.react(change("❤️")) == .success(.same))
    #expect(bot.host.react(change("")) == .success(.same))
    #expect(bot.sent.compactMap { $0.json["reaction"] } == [[["type": "emoji", "emoji": "❤"]], []])
  }

  @Test func aSignThatTelegramDoesNotHaveIsUnsupported() {
    bot.host.script(Bot.refused(400, "Bad Request: REACTION_INVALID"))
    #expect(failure(bot.host.react(change("🧀")))?.code == .unsupported)
  }

  @Test func showsTypingAndHasNoWayToEndIt() {
    bot.host.script(done)
    var typing = change()
    #expect(bot.host.showTyping(typing) == .success(.same))
    typing.isTypingStopped = true
    #expect(bot.host.showTyping(typing) == .success(.same))
    #expect(bot.sent.compactMap { $0.json["action"] } == ["typing"])
  }

  @Test func waitsWhereTelegramAsksForIt() {
    bot.host.script(Bot.refused(429, "Too Many Requests: retry after 7", parameters: #"{"retry_after":7}"#))
    #expect(failure(bot.host.delete(change()))?.code == .rateLimited)
    #expect(failure(bot.host.markRead(change()))?.code == .unsupported)
  }
}
