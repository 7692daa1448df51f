import ConnectorSDK
import ConnectorTesting
import JSON
import MatrixConnector
import Testing

struct SendingTests {
  private let service = Service()

  @Test func anAuthorWritesAsAUserOfTheirOwn() throws {
    #expect(service.send("Hello from Chat4All") == .success(Sent(Service.event)))
    let register = try #require(service.request("POST register"))
    #expect(
      register.json == [
        "type": "m.login.application_service", "username": "_c4a_whatsapp=3a551198877665", "inhibit_login": true,
      ])
    let name = try #require(service.request("PUT profile/\(Service.ghost)/displayname"))
    #expect(name.json == ["displayname": "Rosa (WhatsApp)"])
    #expect(service.calls().contains("POST join/\(Service.room)"))
    let request = try #require(service.request("PUT rooms"))
    #expect(Service.call(request) == "PUT rooms/\(Service.room)/send/m.room.message/c-1/7/0-0")
    #expect(Service.user(request) == Service.ghost)
    #expect(request.header("authorization") == "Bearer \(Service.asToken)")
    #expect(request.json == ["msgtype": "m.text", "body": "Hello from Chat4All", "m.mentions": [:]])
    #expect(request.url.contains("/c-1%2F7%2F0-0?"))
  }

  @Test func whatIsReadyIsNotMadeAgain() {
    _ = service.send("one")
    let before = service.host.requests.count
    #expect(failure(service.send("two")) == nil)
    #expect(service.host.requests.count == before + 1)
  }

  @Test func whoIsNewAndHasNoNameIsCalledByTheirID() throws {
    _ = service.send("x") { $0.senderName = "" }
    let name = try #require(service.request("PUT profile/\(Service.ghost)/displayname"))
    #expect(name.json == ["displayname": "whatsapp:551198877665"])
    // A name that was given in an earlier life stays.
    let later = Service(knows: ["POST register": Service.refused(400, "M_USER_IN_USE")])
    _ = later.send("x") { $0.senderName = "" }
    #expect(later.request("PUT profile/\(Service.ghost)/displayname") == nil)
  }

  @Test func aRepetitionHasTheSameTransaction() {
    _ = service.send("one")
    _ = service.send("one") { $0.attempt = 2 }
    let paths = service.host.requests.filter { $0.url.contains("/send/") }.map(\.url)
    #expect(paths.count == 2 && paths[0] == paths[1])
  }

  @Test func writesFormattingAndReplies() throws {
    let text = "Your **order** has <shipped>: [track](https://t.example/?a=1&b=2)\nSoon"
    #expect(
      failure(
        service.send(text) {
          $0.format = .markdown
          $0.replyTo = "$FakeInbound04"
        }) == nil)
    let json = try #require(service.request("PUT rooms")).json
    #expect(json["body"] == "Your order has <shipped>: track\nSoon")
    #expect(json["format"] == "org.matrix.custom.html")
    #expect(
      json["formatted_body"]
        == "Your <strong>order</strong> has &lt;shipped&gt;: <a href=\"https://t.example/?a=1&amp;b=2\">track</a><br>Soon"
    )
    #expect(json["m.relates_to"] == ["m.in_reply_to": ["event_id": "$FakeInbound04"]])
  }

  @Test(arguments: ["javascript:alert(1)", "matrix", ""]) func linksNothingDangerous(address: String) throws {
    _ = service.send("<a href=\"\(address)\">x</a>") { $0.format = .html }
    let json = try #require(service.request("PUT rooms")).json
    #expect(json["formatted_body"]?.stringValue?.contains("href") != true)
  }

  @Test func aSilentMessageIsANotice() throws {
    _ = service.send("x") { $0.isSilent = true }
    #expect(try #require(service.request("PUT rooms")).json["msgtype"] == "m.notice")
  }

  @Test func cutsALongTextAndNamesEachPart() {
    let text = String(repeating: "ação & \"fim\" ", count: 1_000)
    guard case .success(let sent)? = service.send(text, { $0.format = .html }) else {
      Issue.record("not sent")
      return
    }
    #expect(sent.moreIDs.count == 2)
    let parts = service.host.requests.filter { $0.url.contains("/send/") }
    #expect(parts.compactMap { $0.json["body"]?.stringValue }.joined() == text)
    #expect(parts.allSatisfy { $0.body.count < 60_000 })
    #expect(Set(parts.map(\.url)).count == 3)
  }

  @Test(arguments: ["", " \n"]) func refusesAnEmptyText(text: String) {
    #expect(failure(service.send(text))?.code == .permanent)
  }

  // MARK: Rooms

  @Test func makesARoomForWhoHasNone() throws {
    #expect(service.send("Hi", chat: "") == .success(Sent(Service.event)))
    let made = try #require(service.request("POST createRoom"))
    #expect(Service.user(made) == Service.ghost)
    #expect(made.json["invite"] == ["@agent:example.org"])
    #expect(made.json["is_direct"] == true)
    let alias = try #require(made.json["room_alias_name"]?.stringValue)
    #expect(alias.hasPrefix("_c4a_dm_"))
    let kept = try #require(
      service.request("PUT user/\(Service.bot)/rooms/\(Service.room)/account_data/dev.chat4all.room"))
    #expect(
      kept.json == [
        "direct": true, "keeper": .string(Service.ghost), "person": "@agent:example.org", "message_id": "m-1",
      ])
    #expect(Service.user(kept) == nil)

    // Found again by its name, after a restart too.
    let later = Service(knows: [
      "GET directory/room/#\(alias):example.org": .json(200, #"{"room_id":"!other:example.org"}"#)
    ]
    )
    #expect(failure(later.send("Hi", chat: "")) == nil)
    #expect(later.request("POST createRoom") == nil)
    #expect(later.request("PUT rooms/!other:example.org/send") != nil)
  }

  @Test func twoConversationsAreTwoRooms() throws {
    _ = service.send("Hi", chat: "")
    _ = service.send("Hi", chat: "") { $0.conversation = "c-2" }
    let names = service.host.requests.compactMap { $0.json["room_alias_name"]?.stringValue }
    #expect(names.count == 2 && names[0] != names[1])
  }

  @Test(arguments: ["agent", "", "@agent", "@a b:example.org", "+5511998877665"])
  func refusesWhatIsNoAddress(address: String) {
    #expect(failure(service.send("x", chat: "") { $0.recipient = address })?.code == .notFound)
    #expect(service.request("POST createRoom") == nil)
  }

  @Test(arguments: ["room", "#alias:example.org", "! "]) func refusesWhatIsNoRoom(room: String) {
    #expect(failure(service.send("x", chat: room))?.code == .notFound)
  }

  @Test func isLetInByTheBotWhereARoomNeedsAnInvitation() throws {
    let invited = Mutexed(false)
    service.host.answerAll { request in
      let call = Service.call(request)
      if call == "POST rooms/\(Service.room)/invite" {
        invited.value = true
        return .json(200, "{}")
      }
      if call.hasPrefix("POST join"), Service.user(request) == Service.ghost, !invited.value {
        return Service.refused(403, "M_FORBIDDEN", "You are not invited to this room.")
      }
      if call.contains("/state/") || call.contains("account_data") { return Service.notFound }
      return .json(200, #"{"event_id":"$x"}"#)
    }
    #expect(service.send("x") == .success(Sent("$x")))
    let invitation = try #require(service.request("POST rooms/\(Service.room)/invite"))
    #expect(invitation.json == ["user_id": .string(Service.ghost)])
    #expect(Service.user(invitation) == nil)
  }

  @Test func theBotSpeaksWhereNobodyElseIsLetIn() throws {
    service.host.answerAll { request in
      let call = Service.call(request)
      if call.hasPrefix("POST join"), Service.user(request) != nil { return Service.refused(403, "M_FORBIDDEN") }
      if call.hasSuffix("/invite") { return Service.refused(403, "M_FORBIDDEN") }
      if call.contains("/state/") || call.contains("account_data") { return Service.notFound }
      return .json(200, #"{"event_id":"$x"}"#)
    }
    #expect(service.send("**x**") { $0.format = .markdown } == .success(Sent("$x")))
    let request = try #require(service.request("PUT rooms"))
    #expect(Service.user(request) == nil)
    #expect(request.json["body"] == "Rosa (WhatsApp): x")
    #expect(request.json["formatted_body"] == "Rosa (WhatsApp): <strong>x</strong>")
  }

  @Test func comesBackIntoARoomItWasThrownOutOf() {
    _ = service.send("one")
    let refused = Mutexed(false)
    service.host.answerAll { request in
      if request.url.contains("/send/"), !refused.value {
        refused.value = true
        return Service.refused(403, "M_FORBIDDEN", "User not in room")
      }
      return .json(200, #"{"event_id":"$x"}"#)
    }
    #expect(service.send("two") == .success(Sent("$x")))
  }

  @Test func refusesAnEncryptedRoom() {
    service.answer([
      "GET rooms/\(Service.room)/state/m.room.encryption": .json(200, #"{"algorithm":"m.megolm.v1.aes-sha2"}"#)
    ])
    #expect(failure(service.send("x"))?.code == .unsupported)
    #expect(service.request("PUT rooms") == nil)
  }

  @Test func invitesBackWhoHasLeftTheirRoom() throws {
    let person = "GET rooms/\(Service.room)/state/m.room.member/@agent:example.org"
    let data = "GET user/\(Service.bot)/rooms/\(Service.room)/account_data/dev.chat4all.room"
    service.answer([
      data: .json(
        200, #"{"direct":true,"keeper":"\#(Service.ghost)","person":"@agent:example.org","message_id":"m-1"}"#),
      person: .json(200, #"{"membership":"leave"}"#),
    ])
    #expect(failure(service.send("x")) == nil)
    let invitation = try #require(service.request("POST rooms/\(Service.room)/invite"))
    #expect(invitation.json == ["user_id": "@agent:example.org"])
    #expect(Service.user(invitation) == Service.ghost)
  }

  // MARK: Names

  @Test(arguments: [
    ("whatsapp:551198877665", "_c4a_whatsapp=3a551198877665"), ("Ana", "_c4a_=41na"), ("ana", "_c4a_ana"),
    ("a=b/c", "_c4a_a=3db=2fc"), ("é", "_c4a_=c3=a9"), ("bot", "_c4a_=62ot"),
    (String(repeating: "x", count: 300), "_c4a_=s"),
  ]) func everyAuthorHasANameOfTheirOwn(author: String, localpart: String) throws {
    _ = service.send("x", sender: author)
    let user = try #require(service.request("PUT rooms").flatMap(Service.user))
    #expect(user.hasPrefix("@\(localpart)") && user.hasSuffix(":example.org"))
    #expect(user.utf8.count <= 255)
    #expect(user != Service.bot)
  }

  @Test func whatNobodyHasWrittenComesFromTheBot() throws {
    _ = service.send("x", sender: "")
    #expect(Service.user(try #require(service.request("PUT rooms"))) == nil)
  }

  @Test func tellsNobodyItsSecrets() {
    service.answer(["PUT rooms/\(Service.room)/send/m.room.message/c-1/7/0-0": Service.refused(400, "M_BAD_JSON", "no")]
    )
    let said = [failure(service.send("a private word"))?.detail ?? ""] + service.host.logLines
    #expect(said.allSatisfy { !$0.contains("fakefake") && !$0.contains("private word") })
  }
}
