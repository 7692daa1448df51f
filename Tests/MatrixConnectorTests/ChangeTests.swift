import ConnectorSDK
import ConnectorTesting
import JSON
import MatrixConnector
import Testing

struct ChangeTests {
  private let service = Service()

  @Test func anEditReplacesTheWords() throws {
    var change = Service.change("Yes, it ships **tomorrow**")
    change.format = .markdown
    #expect(service.host.edit(change) == .success(Sent(Service.event)))
    let request = try #require(service.request("PUT rooms"))
    #expect(Service.user(request) == Service.ghost)
    let words: JSONValue = [
      "msgtype": "m.text", "body": "Yes, it ships tomorrow", "m.mentions": [:], "format": "org.matrix.custom.html",
      "formatted_body": "Yes, it ships <strong>tomorrow</strong>",
    ]
    #expect(request.json["m.new_content"] == words)
    #expect(request.json["body"] == "* Yes, it ships tomorrow")
    #expect(request.json["m.relates_to"] == ["rel_type": "m.replace", "event_id": .string(Service.event)])
  }

  @Test func anEditMayNeedFewerOrMoreParts() {
    var change = Service.change("short")
    change.moreIDs = ["$two", "$three"]
    #expect(service.host.edit(change) == .success(Sent(Service.event)))
    #expect(service.calls().filter { $0.contains("/redact/") }.count == 2)

    change = Service.change(String(repeating: "long ", count: 2_000))
    #expect(service.host.edit(change) == .success(Sent(Service.event, more: [Service.event])))
  }

  @Test func takesAMessageBackWithAllItsParts() {
    var change = Service.change()
    change.moreIDs = ["$two"]
    #expect(failure(service.host.delete(change)) == nil)
    #expect(
      service.calls().filter { $0.contains("/redact/") } == [
        "PUT rooms/\(Service.room)/redact/\(Service.event)/k-9-0", "PUT rooms/\(Service.room)/redact/$two/k-9-1",
      ])
  }

  @Test func whatIsGoneAlreadyIsNoFailure() {
    service.answer(["PUT rooms/\(Service.room)/redact/\(Service.event)/k-9-0": Service.notFound])
    #expect(failure(service.host.delete(Service.change())) == nil)
  }

  @Test func whoKeepsTheRoomMayTakeBackWhatOthersWrote() throws {
    service.host.answerAll { request in
      let call = Service.call(request)
      if call.contains("/state/") || call.contains("account_data") { return Service.notFound }
      if call.contains("/redact/"), Service.user(request) != nil { return Service.refused(403, "M_FORBIDDEN") }
      return .json(200, #"{"event_id":"$x"}"#)
    }
    #expect(failure(service.host.delete(Service.change())) == nil)
    #expect(Service.user(try #require(service.request("PUT rooms"))) == nil)
  }

  @Test func aReactionTakesThePlaceOfTheFormerOne() throws {
    let relations = "GET rooms/\(Service.room)/relations/\(Service.event)/m.annotation/m.reaction"
    service.answer([
      relations: .json(
        200,
        #"{"chunk":[{"event_id":"$old","sender":"\#(Service.ghost)","content":{"m.relates_to":{"key":"🎉"}}},"#
          + #"{"event_id":"$other","sender":"@agent:example.org","content":{"m.relates_to":{"key":"🎉"}}}]}"#)
    ])
    #expect(failure(service.host.react(Service.change("👍"))) == nil)
    #expect(service.calls().filter { $0.contains("/redact/") }.map { $0.contains("/redact/$old/") } == [true])
    let reaction = try #require(service.request("PUT rooms/\(Service.room)/send/m.reaction"))
    #expect(
      reaction.json == [
        "m.relates_to": ["rel_type": "m.annotation", "event_id": .string(Service.event), "key": "👍"]
      ])
    #expect(Service.user(reaction) == Service.ghost)

    // The same once more changes nothing; none takes it back.
    let before = service.calls().count
    #expect(failure(service.host.react(Service.change("🎉"))) == nil)
    #expect(service.calls()[before...].filter { $0.hasPrefix("PUT") } == [])
    #expect(failure(service.host.react(Service.change(""))) == nil)
    #expect(service.calls().last?.contains("/redact/$old/") == true)
  }

  @Test func aReactionThatIsThereIsNoFailure() {
    service.answer(["PUT rooms/\(Service.room)/send/m.reaction/k-9-0": Service.refused(400, "M_DUPLICATE_ANNOTATION")])
    #expect(failure(service.host.react(Service.change("👍"))) == nil)
  }

  @Test func showsWhatHasBeenReadAndWhoTypes() throws {
    #expect(failure(service.host.markRead(Service.change())) == nil)
    let receipt = try #require(service.request("POST rooms/\(Service.room)/receipt/m.read/\(Service.event)"))
    #expect(Service.user(receipt) == Service.ghost)

    #expect(failure(service.host.showTyping(Service.change())) == nil)
    let path = "PUT rooms/\(Service.room)/typing/\(Service.ghost)"
    #expect(try #require(service.request(path)).json == ["typing": true, "timeout": 20_000])
    var change = Service.change(of: "")
    change.isTypingStopped = true
    #expect(failure(service.host.showTyping(change)) == nil)
    #expect(try #require(service.request(path)).json == ["typing": false])
  }

  @Test func findsTheRoomThatWasMadeForTheConversation() {
    _ = service.send("Hi", chat: "")
    #expect(failure(service.host.edit(Service.change("x", chat: ""))) == nil)
    var elsewhere = Service.change("x", chat: "")
    elsewhere.conversation = "c-2"
    #expect(failure(service.host.edit(elsewhere))?.code == .notFound)
  }

  @Test(arguments: ["", "512345678/1", "$", "$a b"]) func refusesWhatIsNoEvent(event: String) {
    #expect(failure(service.host.edit(Service.change("x", of: event)))?.code == .notFound)
    #expect(failure(service.host.delete(Service.change(of: event)))?.code == .notFound)
    #expect(failure(service.host.react(Service.change("x", of: event)))?.code == .notFound)
  }
}
