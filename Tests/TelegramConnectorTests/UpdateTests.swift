import ConnectorSDK
import ConnectorTesting
import TelegramConnector
import Testing

/// What updates mean. The payloads are those of the Bot API's documentation.
struct UpdateTests {
  private let bot = Bot()

  private static let rosa =
    #""from":{"id":512345678,"is_bot":false,"first_name":"Rosa","last_name":"Quint"},"chat":{"id":512345678,"first_name":"Rosa","type":"private"},"date":1787000100"#
  private static let group =
    #""from":{"id":612345679,"is_bot":false,"first_name":"Ivo"},"chat":{"id":-1001987654321,"title":"Acme customers","is_forum":true,"type":"supergroup"},"date":1787000500"#

  private func event(_ update: String) throws -> Event {
    let ending = try bot.post(update)
    #expect(ending.status == 200)
    #expect(ending.body.isEmpty)
    try #require(ending.events.count == 1)
    return ending.events[0]
  }

  @Test func aTextInThePrivateChat() throws {
    let event = try event(
      #"{"update_id":900100001,"message":{"message_id":811,\#(Self.rosa),"text":"Hi, see https://example.org","entities":[{"offset":8,"length":19,"type":"url"}]}}"#
    )
    #expect(event.kind == .message)
    #expect(event.id == "900100001")
    #expect(event.sender == "512345678")
    #expect(event.senderName == "Rosa Quint")
    #expect(event.chat == "")
    #expect(event.remoteID == "512345678/811")
    #expect(event.text == "Hi, see https://example.org")
    #expect(event.occurredAt == 1_787_000_100_000_000)
    #expect(event.flags == [])
    #expect(event.raw.count > 100)
  }

  private static let files: [(String, String, EventAttachment)] = [
    (
      #""photo":[{"file_id":"small","width":90,"height":67},{"file_id":"large","file_size":140022,"width":1280,"height":960}],"caption":"Broken part""#,
      "[photo] Broken part", EventAttachment(reference: "large", mime: "image/jpeg", length: 140_022)
    ),
    (
      #""document":{"file_name":"contract.pdf","mime_type":"application/pdf","file_id":"doc","file_size":88123},"caption":"signed""#,
      "[document contract.pdf] signed",
      EventAttachment(reference: "doc", mime: "application/pdf", filename: "contract.pdf", length: 88_123)
    ),
    (
      #""animation":{"file_id":"anim","mime_type":"video/mp4"},"document":{"file_id":"anim2"}"#, "[animation]",
      EventAttachment(reference: "anim", mime: "video/mp4")
    ),
    (
      #""voice":{"file_id":"v","duration":3,"mime_type":"audio/ogg"}"#, "[voice message]",
      EventAttachment(reference: "v", mime: "audio/ogg")
    ),
    (#""video_note":{"file_id":"n"}"#, "[video message]", EventAttachment(reference: "n", mime: "video/mp4")),
    (
      #""audio":{"file_id":"a","file_name":"song.mp3"}"#, "[audio]",
      EventAttachment(reference: "a", mime: "audio/mpeg", filename: "song.mp3")
    ),
    (#""video":{"file_id":"w"}"#, "[video]", EventAttachment(reference: "w", mime: "video/mp4")),
    (
      #""sticker":{"file_id":"s","emoji":"👍","is_animated":false,"is_video":true}"#, "[sticker 👍]",
      EventAttachment(reference: "s", mime: "video/webm")
    ),
  ]

  @Test(arguments: Self.files) func aFile(content: String, text: String, attachment: EventAttachment) throws {
    let event = try event(#"{"update_id":1,"message":{"message_id":814,\#(Self.rosa),\#(content)}}"#)
    #expect(event.kind == .message)
    #expect(event.text == text)
    #expect(event.attachments == [attachment])
  }

  @Test(arguments: [
    (#""location":{"latitude":-23.55,"longitude":-46.63}"#, "[location -23.55, -46.63]"),
    (
      #""venue":{"location":{"latitude":1,"longitude":2},"title":"Museum","address":"Av. 1"},"location":{"latitude":1,"longitude":2}"#,
      "[location Museum Av. 1]"
    ),
    (#""contact":{"phone_number":"+5511","first_name":"Ivo"}"#, "[contact Ivo +5511]"),
    (#""poll":{"question":"When?"}"#, "[poll When?]"), (#""dice":{"emoji":"🎲","value":4}"#, "[🎲 4]"),
  ]) func whatIsNoText(content: String, text: String) throws {
    #expect(try event(#"{"update_id":1,"message":{"message_id":814,\#(Self.rosa),\#(content)}}"#).text == text)
  }

  @Test func aReplyNamesWhatItAnswers() throws {
    let event = try event(
      #"{"update_id":900100004,"message":{"message_id":816,\#(Self.rosa),"reply_to_message":{"message_id":812,"from":{"id":7000000001,"is_bot":true,"first_name":"Acme"},"chat":{"id":512345678,"type":"private"},"date":1787000123,"text":"Hello"},"quote":{"text":"Hello","position":0},"text":"what is that?"}}"#
    )
    #expect(event.refID == "512345678/812")
  }

  @Test func aMessageOfATopic() throws {
    let event = try event(
      #"{"update_id":900100007,"message":{"message_id":55,"message_thread_id":42,"is_topic_message":true,\#(Self.group),"reply_to_message":{"message_id":42,"chat":{"id":-1001987654321},"date":1},"text":"@acme_support_bot hello"}}"#
    )
    #expect(event.chat == "-1001987654321/42")
    #expect(event.chatTitle == "Acme customers")
    #expect(event.sender == "612345679")
    #expect(event.remoteID == "-1001987654321/55")
    #expect(event.refID == "")
    #expect(event.flags == .group)
    #expect(event.metadata["message_thread_id"] == "42")
  }

  @Test func aGroupWithoutTopics() throws {
    let event = try event(#"{"update_id":7,"message":{"message_id":55,\#(Self.group),"text":"hello"}}"#)
    #expect(event.chat == "-1001987654321")
    #expect(event.flags == .group)
  }

  @Test func anEdit() throws {
    let event = try event(
      #"{"update_id":900100005,"edited_message":{"message_id":811,\#(Self.rosa),"edit_date":1787000350,"text":"new"}}"#)
    #expect(event.kind == .edited)
    #expect(event.refID == "512345678/811")
    #expect(event.text == "new")
    #expect(event.occurredAt == 1_787_000_350_000_000)
  }

  @Test(arguments: [
    ("[]", #"[{"type":"emoji","emoji":"👍"}]"#, "👍"),
    (#"[{"type":"emoji","emoji":"👍"}]"#, "[]", ""),
    (#"[{"type":"emoji","emoji":"👍"}]"#, #"[{"type":"emoji","emoji":"❤"},{"type":"emoji","emoji":"👍"}]"#, "❤"),
    ("[]", #"[{"type":"custom_emoji","custom_emoji_id":"5"}]"#, "custom_emoji:5"), ("[]", #"[{"type":"paid"}]"#, "⭐"),
  ]) func aReaction(old: String, new: String, text: String) throws {
    let event = try event(
      #"{"update_id":900100006,"message_reaction":{"chat":{"id":512345678,"type":"private"},"message_id":812,"user":{"id":512345678,"is_bot":false,"first_name":"Rosa"},"date":1787000400,"old_reaction":\#(old),"new_reaction":\#(new)}}"#
    )
    #expect(event.kind == .reaction)
    #expect(event.refID == "512345678/812")
    #expect(event.sender == "512345678")
    #expect(event.text == text)
  }

  @Test func anAnonymousReaction() throws {
    let event = try event(
      #"{"update_id":6,"message_reaction":{"chat":{"id":-100,"type":"supergroup"},"message_id":1,"actor_chat":{"id":-100,"title":"Acme","type":"supergroup"},"date":1,"old_reaction":[],"new_reaction":[{"type":"emoji","emoji":"👍"}]}}"#
    )
    #expect(event.sender == "-100")
    #expect(event.chat == "-100")
  }

  @Test(arguments: [
    ("left", "member", Event.Kind.memberJoined), ("member", "left", .memberLeft), ("member", "kicked", .memberLeft),
    ("kicked", "administrator", .memberJoined), ("member", "administrator", .other), ("left", "kicked", .other),
  ]) func whoComesAndGoes(old: String, new: String, kind: Event.Kind) throws {
    let user = #""user":{"id":612345679,"is_bot":false,"first_name":"Ivo"}"#
    let event = try event(
      #"{"update_id":8,"chat_member":{"chat":{"id":-100,"title":"T","type":"supergroup"},"from":{"id":1,"is_bot":false,"first_name":"A"},"date":1787000600,"old_chat_member":{\#(user),"status":"\#(old)"},"new_chat_member":{\#(user),"status":"\#(new)"}}}"#
    )
    #expect(event.kind == kind)
    if kind != .other {
      #expect(event.sender == "612345679")
      #expect(event.chat == "-100")
    }
  }

  @Test func thatTheUserHasBlockedTheBotIsKept() throws {
    let member = #""user":{"id":7000000001,"is_bot":true,"first_name":"Acme Support"}"#
    let event = try event(
      #"{"update_id":900100008,"my_chat_member":{"chat":{"id":512345678,"type":"private"},"from":{"id":512345678,"is_bot":false,"first_name":"Rosa"},"date":1787000600,"old_chat_member":{\#(member),"status":"member"},"new_chat_member":{\#(member),"status":"kicked","until_date":0}}}"#
    )
    #expect(event.kind == .other)
    #expect(event.detail == "the user has blocked the bot")
    #expect(event.metadata == ["my_chat_member": "kicked"])
  }

  @Test func aGroupThatBecomesASupergroup() throws {
    let to = try event(
      #"{"update_id":900100009,"message":{"message_id":77,"from":{"id":612345679,"is_bot":false,"first_name":"Ivo"},"chat":{"id":-4012345678,"title":"Acme customers","type":"group"},"date":1787000700,"migrate_to_chat_id":-1001987654321}}"#
    )
    let from = try event(
      #"{"update_id":900100010,"message":{"message_id":1,"from":{"id":612345679,"is_bot":false,"first_name":"Ivo"},"chat":{"id":-1001987654321,"title":"Acme customers","type":"supergroup"},"date":1787000700,"migrate_from_chat_id":-4012345678}}"#
    )
    for event in [to, from] {
      #expect(event.kind == .chatMoved)
      #expect(event.chat == "-4012345678")
      #expect(event.refID == "-1001987654321")
      // One move, told twice.
      #expect(event.id == "moved/-4012345678/-1001987654321")
    }
    bot.host.script(Bot.accepted(3, chat: -1_001_987_654_321))
    #expect(bot.send("x", chat: "-4012345678") == .success(Sent("-1001987654321/3")))
  }

  @Test func aPostOfAChannelHasNoAuthorButTheChannel() throws {
    let event = try event(
      #"{"update_id":11,"channel_post":{"message_id":5,"chat":{"id":-1003,"title":"News","type":"channel"},"date":1,"text":"hello"}}"#
    )
    #expect(event.kind == .message)
    #expect(event.sender == "-1003")
    #expect(event.senderName == "News")
    #expect(event.flags == .group)
  }

  @Test func anAnonymousAdministratorWritesAsTheGroup() throws {
    let event = try event(
      #"{"update_id":12,"message":{"message_id":5,"from":{"id":1087968824,"is_bot":true,"first_name":"Group"},"sender_chat":{"id":-100,"title":"Acme","type":"supergroup"},"chat":{"id":-100,"title":"Acme","type":"supergroup"},"date":1,"text":"hello"}}"#
    )
    #expect(event.kind == .message)
    #expect(event.sender == "-100")
  }

  @Test func aBusinessChatIsOneOfItsOwn() throws {
    let chat = #""business_connection_id":"bc-1","chat":{"id":512345678,"type":"private"},"date":1"#
    let written = try event(
      #"{"update_id":13,"business_message":{"message_id":5,"from":{"id":512345678,"is_bot":false,"first_name":"Rosa"},\#(chat),"text":"hi"}}"#
    )
    #expect(written.chat == "512345678@bc-1")
    #expect(written.remoteID == "512345678@bc-1/5")
    #expect(written.flags == [])
    let own = try event(
      #"{"update_id":14,"business_message":{"message_id":6,"from":{"id":42,"is_bot":false,"first_name":"Owner"},\#(chat),"text":"hi"}}"#
    )
    #expect(own.flags == .echo)
    let gone = try bot.post(
      #"{"update_id":15,"deleted_business_messages":{"business_connection_id":"bc-1","chat":{"id":512345678,"type":"private"},"message_ids":[5,6]}}"#
    )
    #expect(gone.events.map(\.kind) == [.deleted, .deleted])
    #expect(gone.events.map(\.refID) == ["512345678@bc-1/5", "512345678@bc-1/6"])
    #expect(gone.events.map(\.id) == ["15/0", "15/1"])
  }

  @Test(arguments: [
    #""callback_query":{"id":"1","from":{"id":1,"is_bot":false,"first_name":"A"},"chat_instance":"x","data":"d"}"#,
    #""poll":{"id":"1","question":"q"}"#, #""inline_query":{"id":"1"}"#, #""something_new":{}"#, #""message":{}"#,
    #""message":{"message_id":1,"chat":{"id":-1,"type":"group"},"date":1,"from":{"id":3,"is_bot":true,"first_name":"B"},"text":"x"}"#,
    #""message":{"message_id":1,"chat":{"id":-1,"type":"group"},"date":1,"from":{"id":3,"is_bot":false,"first_name":"B"},"new_chat_title":"x"}"#,
    #""message_reaction_count":{"chat":{"id":-1,"type":"channel"},"message_id":1,"date":1,"reactions":[]}"#,
    #""chat_boost":{"chat":{"id":1}}"#, #""message":17"#, #""message_reaction":{"chat":{"id":1},"message_id":2}"#,
  ]) func whatIsOfNoUseIsAcknowledgedAndKept(update: String) throws {
    let event = try event(#"{"update_id":16,\#(update)}"#)
    #expect(event.kind == .other)
    #expect(event.id == "16")
    #expect(!event.raw.isEmpty)
  }

  @Test func anUpdateThatSaysNothing() throws {
    #expect(try event(#"{"update_id":16}"#).kind == .other)
  }

  @Test func aRepetitionHasTheSameEvents() throws {
    let update = #"{"update_id":1,"message":{"message_id":811,\#(Self.rosa),"text":"x"}}"#
    let first = try bot.post(update).events
    for _ in 0..<5 { #expect(try bot.post(update).events == first) }
  }

  @Test func anUnpleasantCharacterDoesNotCostTheMessage() throws {
    #expect(
      try event(#"{"update_id":1,"message":{"message_id":811,\#(Self.rosa),"text":"a\u0000b\ud800"}}"#).text
        == "a\u{FFFD}b\u{FFFD}")
  }
}
