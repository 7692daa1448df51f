import ConnectorSDK
import ConnectorTesting
import JSON
import MatrixConnector
import Testing

struct TransactionTests {
  private let service = Service()

  @Test func aMessageOfARoom() throws {
    service.answer([
      "GET rooms/\(Service.room)/state/m.room.name": .json(200, #"{"name":"Support"}"#),
      "GET rooms/\(Service.room)/state/m.room.member/@agent:example.org": .json(
        200, #"{"membership":"join","displayname":"Agent Smith"}"#),
    ])
    let event = try #require(try service.events(Samples.text).first)
    #expect(event.kind == .message)
    #expect(event.id == "$FakeInbound01" && event.remoteID == "$FakeInbound01")
    #expect(event.chat == Service.room && event.chatTitle == "Support")
    #expect(event.sender == "@agent:example.org" && event.senderName == "Agent Smith")
    #expect(event.text == "Hello Rosa")
    #expect(event.flags == .group)
    #expect(event.occurredAt == 1_787_000_100_123_000)
    #expect(!event.raw.isEmpty)
  }

  @Test func aDirectRoomIsAPrivateChatOfItsConversation() throws {
    service.answer([
      "GET user/\(Service.bot)/rooms/\(Service.room)/account_data/dev.chat4all.room": .json(
        200, #"{"direct":true,"keeper":"\#(Service.ghost)","person":"@agent:example.org","message_id":"m-1"}"#)
    ])
    let event = try #require(try service.events(Samples.text).first)
    #expect(event.flags == [])
    #expect(event.messageID == "m-1")
    #expect(event.chat == Service.room)
  }

  @Test func filesAndReplies() throws {
    let events = try service.events(Samples.image, Samples.file, Samples.reply)
    #expect(events.map(\.text) == ["[image] the part", "[file]", "yes"])
    #expect(
      events[0].attachments == [
        EventAttachment(
          reference: "mxc://example.org/fakeMedia0002", mime: "image/jpeg", filename: "IMG_1.jpg", length: 140_022)
      ])
    #expect(events[1].attachments.first?.filename == "contract.pdf")
    #expect(events[2].refID == Service.event)
  }

  @Test(arguments: [
    (#"{"msgtype":"m.emote","body":"waves"}"#, "* Agent waves"),
    (#"{"msgtype":"m.location","body":"here","geo_uri":"geo:51.5,0.1"}"#, "[location] geo:51.5,0.1"),
    (#"{"msgtype":"org.example.poll","body":"Lunch?"}"#, "[org.example.poll] Lunch?"),
    (#"{"msgtype":"m.text","body":"> a quote of my own"}"#, "> a quote of my own"),
  ]) func everyKindOfMessageSaysSomething(content: String, text: String) throws {
    let events = try service.events(
      Samples.member("@agent:example.org", "join", former: "join"), Samples.event("m.room.message", content))
    #expect(events.map(\.text) == [text])
  }

  @Test(arguments: ["{}", #"{"msgtype":"m.notice","body":"I am a bot"}"#, #"{"msgtype":"m.text","body":""}"#])
  func whatIsNotForPeopleIsKeptAsNothing(content: String) throws {
    #expect(try service.events(Samples.event("m.room.message", content)).map(\.kind) == [.other])
  }

  @Test func anEditOfOnesOwnWords() throws {
    let events = try service.events(Samples.text, Samples.edit())
    #expect(events.map(\.kind) == [.message, .edited])
    #expect(events[1].refID == "$FakeInbound01" && events[1].text == "Hello Rosa!")
  }

  @Test func nobodyEditsWhatOthersWrote() throws {
    #expect(
      try service.events(Samples.text, Samples.edit(by: "@mallory:example.org")).map(\.kind) == [.message, .other])
    // Of what was written before a restart the homeserver is asked.
    let later = Service()
    later.answer([
      "GET rooms/\(Service.room)/event/$FakeInbound01": .json(200, #"{"sender":"@agent:example.org","content":{}}"#)
    ])
    #expect(try later.events(Samples.edit()).map(\.kind) == [.edited])
    #expect(try later.events(Samples.edit(by: "@mallory:example.org")).map(\.kind) == [.other])
  }

  @Test(arguments: [Samples.redaction, Samples.oldRedaction]) func aRedactionTakesAMessageBack(json: String) throws {
    let event = try #require(try service.events(json).first)
    #expect(event.kind == .deleted && event.refID == "$FakeInbound02")
  }

  @Test func aReactionIsTakenBackByItsRedaction() throws {
    let made = try #require(try service.events(Samples.reaction).first)
    #expect(made.kind == .reaction && made.refID == Service.event && made.text == "👍")
    let redaction = Samples.event(
      "m.room.redaction", #"{"redacts":"$FakeInbound07"}"#, id: "$FakeInbound08", sender: "@moderator:example.org")
    let back = try #require(try service.events(redaction).first)
    #expect(back.kind == .reaction && back.refID == Service.event && back.text == "")
    #expect(back.sender == "@agent:example.org")
  }

  @Test func theShelvesOfReactionsAreBounded() throws {
    for batch in 0..<24 {
      let many = (0..<100).map { index in
        Samples.event(
          "m.reaction", #"{"m.relates_to":{"rel_type":"m.annotation","event_id":"\#(Service.event)","key":"👍"}}"#,
          id: "$\(batch * 100 + index)\(String(repeating: "x", count: 240))")
      }
      _ = try service.put(#"{"events":[\#(many.joined(separator: ","))]}"#)
    }
    let kept = service.host.stored.filter { $0.key.hasPrefix("reactions/") }
    #expect(kept.count == 64)
    #expect(kept.values.allSatisfy { $0.utf8.count <= 8_192 })
  }

  @Test func ownWordsComeBackAndMeanNothing() throws {
    #expect(
      try service.events(
        Samples.event("m.room.message", #"{"msgtype":"m.text","body":"x"}"#, sender: Service.ghost),
        Samples.event("m.room.message", #"{"msgtype":"m.text","body":"x"}"#, id: "$2", sender: Service.bot)) == [])
    let similar = "@_c4a_x:evil.example"
    #expect(
      try service.events(Samples.event("m.room.message", #"{"msgtype":"m.text","body":"x"}"#, sender: similar))
        .map(\.sender) == [similar])
  }

  // MARK: Rooms and members

  @Test func tellsWhoComesAndGoes() throws {
    let user = "@rosa:example.org"
    let events = try service.events(
      Samples.member(user, "invite"), Samples.member(user, "join", former: "invite"),
      Samples.member(user, "join", former: "join"), Samples.member(user, "leave", former: "join"),
      Samples.member(user, "leave", former: "invite"))
    #expect(events.map(\.kind) == [.memberJoined, .memberLeft])
    #expect(events.allSatisfy { $0.sender == user && $0.senderName == "Agent" && $0.flags == .group })
  }

  @Test func theBotFollowsAnInvitation() throws {
    #expect(try service.events(Samples.member(Service.bot, "invite")) == [])
    let join = try #require(service.request("POST join/\(Service.room)"))
    #expect(Service.user(join) == nil)
    #expect(try service.events(Samples.text).first?.flags == .group)
  }

  @Test func aDirectInvitationMakesAPrivateChat() throws {
    _ = try service.events(Samples.member(Service.bot, "invite", isDirect: true))
    #expect(try service.events(Samples.text).first?.flags == [])
    let kept = try #require(service.request("PUT user"))
    #expect(kept.json == ["direct": true, "keeper": .string(Service.bot), "person": "@agent:example.org"])
  }

  @Test func whoStandsForSomebodyFollowsTheBotAlone() throws {
    let declined = try service.events(Samples.member(Service.ghost, "invite", isDirect: true))
    #expect(declined.map(\.kind) == [.other])
    #expect(service.request("POST join") == nil)
    #expect(Service.user(try #require(service.request("POST rooms/\(Service.room)/leave"))) == Service.ghost)

    service.answer([
      "GET rooms/\(Service.room)/state/m.room.member/\(Service.bot)": .json(200, #"{"membership":"join"}"#)
    ])
    #expect(try service.events(Samples.member(Service.ghost, "invite")) == [])
    #expect(Service.user(try #require(service.request("POST join"))) == Service.ghost)
  }

  @Test func anUpgradedRoomIsFollowed() throws {
    let event = try #require(try service.events(Samples.tombstone).first)
    #expect(event.kind == .chatMoved)
    #expect(event.chat == Service.room && event.refID == "!gHiFakeRoom:example.org")
    #expect(service.calls().contains("POST join/!gHiFakeRoom:example.org"))
  }

  @Test func anEncryptedRoomIsToldOnce() throws {
    #expect(try service.events(Samples.encrypted).map(\.kind) == [.other])
    #expect(try service.events(Samples.encrypted).map(\.kind) == [.other])
    let notices = service.host.requests.filter { $0.json["msgtype"] == "m.notice" }
    #expect(notices.count == 1)
    #expect(failure(service.send("x"))?.code == .unsupported)
  }

  // MARK: What is only for now

  @Test func aReceiptMeansEverythingUpToIt() throws {
    let own = (1...3).map { Samples.event("m.room.message", "{}", id: "$own\($0)", sender: Service.ghost) }
    _ = try service.events(own[0], own[1], Samples.text, own[2])
    let read = try service.put(Samples.receipt("$FakeInbound01"), transaction: "t2").events
    #expect(read.map(\.refID) == ["$own1", "$own2"])
    #expect(read.allSatisfy { $0.kind == .read && $0.occurredAt == 1_787_000_140_000_000 })
    // Repeated it means the same, so that nothing is lost where the first answer was.
    #expect(try service.put(Samples.receipt("$FakeInbound01"), transaction: "t2").events.map(\.id) == read.map(\.id))
    #expect(try service.put(Samples.receipt("$own3"), transaction: "t3").events.map(\.refID) == ["$own3"])
  }

  @Test func aReceiptForWhatIsNotRememberedSpeaksForItself() throws {
    #expect(try service.put(Samples.receipt(Service.event)).events.map(\.refID) == [Service.event])
  }

  @Test func receiptsOfOursAndOfThreadsMeanNothing() throws {
    #expect(try service.put(Samples.receipt(Service.event, by: Service.ghost)).events == [])
    #expect(try service.put(Samples.receipt(Service.event, thread: "$root")).events == [])
  }

  @Test func typingIsForNow() throws {
    let events = try service.put(Samples.typing("@agent:example.org", Service.ghost)).events
    #expect(events.map(\.sender) == ["@agent:example.org"])
    #expect(events.first?.kind == .typing)
    #expect(events.first?.flags.contains(.ephemeral) == true)
  }
}
