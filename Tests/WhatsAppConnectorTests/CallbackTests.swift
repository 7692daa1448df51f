import ConnectorSDK
import ConnectorTesting
import Testing
import WhatsAppConnector

/// What callbacks mean. The payloads are those of Meta's documentation.
struct CallbackTests {
  private let number = Number()

  private func event(_ message: String, list: String = "messages", field: String = "messages") throws -> Event {
    let ending = try number.post(Number.callback(list, message, field: field))
    #expect(ending.status == 200)
    #expect(ending.body.isEmpty)
    try #require(ending.events.count == 1)
    return ending.events[0]
  }

  private func message(_ type: String, _ content: String, id: String = "wamid.IN1") -> String {
    #"{"from":"551198877665","from_user_id":"BR.1349","id":"\#(id)","timestamp":"1787000100","type":"\#(type)",\#(content)}"#
  }

  @Test func aText() throws {
    let event = try event(message("text", #""text":{"body":"Hi, is my order ready?"}"#))
    #expect(event.kind == .message)
    #expect(event.id == "wamid.IN1")
    #expect(event.remoteID == "wamid.IN1")
    #expect(event.sender == "551198877665")
    #expect(event.senderName == "Rosa Quint")
    #expect(event.chat == "")
    #expect(event.text == "Hi, is my order ready?")
    #expect(event.occurredAt == 1_787_000_100_000_000)
    #expect(event.metadata == ["user_id": "BR.1349", "username": "rosa.q"])
    #expect(String(decoding: event.raw, as: UTF8.self).contains("Hi, is my order"))
  }

  @Test func somebodyWithoutANumber() throws {
    let event = try event(
      #"{"from_user_id":"BR.1349","id":"wamid.IN2","timestamp":"1787000100","type":"text","text":{"body":"hi"}}"#)
    #expect(event.sender == "BR.1349")
    #expect(event.senderName == "Rosa Quint")
  }

  private static let files: [(String, String, String, EventAttachment)] = [
    (
      "image", #""image":{"caption":"Broken part","mime_type":"image/jpeg","sha256":"x=","id":"1003"}"#,
      "[photo] Broken part", EventAttachment(reference: "1003", mime: "image/jpeg")
    ),
    (
      "document",
      #""document":{"caption":"signed","filename":"contract.pdf","mime_type":"application/pdf","id":"1004"}"#,
      "[document contract.pdf] signed",
      EventAttachment(reference: "1004", mime: "application/pdf", filename: "contract.pdf")
    ),
    (
      "audio", #""audio":{"mime_type":"audio/ogg; codecs=opus","id":"1005","voice":true}"#, "[voice message]",
      EventAttachment(reference: "1005", mime: "audio/ogg; codecs=opus")
    ),
    (
      "video", #""video":{"mime_type":"video/mp4","id":"1006"}"#, "[video]",
      EventAttachment(reference: "1006", mime: "video/mp4")
    ),
    (
      "sticker", #""sticker":{"mime_type":"image/webp","id":"1007","animated":false}"#, "[sticker]",
      EventAttachment(reference: "1007", mime: "image/webp")
    ),
  ]

  @Test(arguments: Self.files) func aFile(type: String, content: String, text: String, attachment: EventAttachment)
    throws
  {
    let event = try event(message(type, content))
    #expect(event.kind == .message)
    #expect(event.text == text)
    #expect(event.attachments == [attachment])
  }

  @Test(arguments: [
    ("location", #""location":{"latitude":-23.5,"longitude":-46.6,"name":"Museum"}"#, "[location -23.5, -46.6 Museum]"),
    (
      "contacts", #""contacts":[{"name":{"formatted_name":"Ivo K"},"phones":[{"phone":"+55 11"}]}]"#,
      "[contact Ivo K +55 11]"
    ),
    ("button", #""button":{"payload":"yes","text":"Yes please"}"#, "Yes please"),
    ("interactive", #""interactive":{"type":"button_reply","button_reply":{"id":"1","title":"Blue"}}"#, "Blue"),
    ("interactive", #""interactive":{"type":"list_reply","list_reply":{"id":"1","title":"Red"}}"#, "Red"),
    (
      "interactive",
      #""interactive":{"type":"nfm_reply","nfm_reply":{"name":"flow","body":"Sent","response_json":"{}"}}"#, "Sent"
    ),
    ("order", #""order":{"catalog_id":"1","text":"please","product_items":[]}"#, "[order] please"),
  ]) func whatIsNoText(type: String, content: String, text: String) throws {
    #expect(try event(message(type, content)).text == text)
  }

  @Test func aReplyNamesWhatItAnswersAndAForwardedMessageNothing() throws {
    let reply = message("text", #""context":{"from":"15550001111","id":"wamid.OUT1"},"text":{"body":"yes"}"#)
    #expect(try event(reply).refID == "wamid.OUT1")
    let forwarded = try event(message("text", #""context":{"forwarded":true},"text":{"body":"look"}"#))
    #expect(forwarded.refID == "")
    #expect(forwarded.metadata["forwarded"] == "true")
  }

  @Test func editsAndRevocations() throws {
    let edit = try event(
      message(
        "edit",
        #""edit":{"original_message_id":"wamid.OLD","message":{"context":{"id":"M0"},"type":"image","image":{"caption":"left","mime_type":"image/jpeg","id":"1003"}}}"#
      )
    )
    #expect(edit.kind == .edited)
    #expect(edit.refID == "wamid.OLD")
    #expect(edit.text == "[photo] left")
    let revocation = try event(message("revoke", #""revoke":{"original_message_id":"wamid.OLD"}"#))
    #expect(revocation.kind == .deleted)
    #expect(revocation.refID == "wamid.OLD")
  }

  @Test(arguments: [(#","emoji":"👍""#, "👍"), (#","emoji":"""#, ""), ("", "")])
  func reactions(emoji: String, text: String) throws {
    let event = try event(message("reaction", #""reaction":{"message_id":"wamid.OUT1"\#(emoji)}"#))
    #expect(event.kind == .reaction)
    #expect(event.refID == "wamid.OUT1")
    #expect(event.text == text)
  }

  @Test(arguments: [
    ("sent", Event.Kind.sent), ("delivered", .delivered), ("read", .read), ("played", .read), ("warning", .other),
  ]) func statuses(name: String, kind: Event.Kind) throws {
    let event = try event(
      #"{"id":"wamid.OUT1","status":"\#(name)","timestamp":"1787000124","recipient_id":"551198877665","biz_opaque_callback_data":"c4a:msg:01J9ZK3","pricing":{"billable":false}}"#,
      list: "statuses")
    #expect(event.kind == kind)
    guard kind != .other else { return }
    #expect(event.id == "wamid.OUT1/\(name)")
    #expect(event.refID == "wamid.OUT1")
    #expect(event.messageID == "c4a:msg:01J9ZK3")
    #expect(event.sender == "551198877665")
    #expect(event.occurredAt == 1_787_000_124_000_000)
  }

  @Test func aFailureSaysWhy() throws {
    let event = try event(
      #"{"id":"wamid.OUT2","status":"failed","timestamp":"1787000150","recipient_id":"551198877665","errors":[{"code":131047,"title":"Re-engagement message","message":"Re-engagement message","error_data":{"details":"more than 24 hours have passed"}}]}"#,
      list: "statuses")
    #expect(event.kind == .failed)
    #expect(event.failure?.code == .blocked)
    #expect(event.detail.contains("131047"))
  }

  @Test func aStatusOfAGroupIsOneOfEachMember() throws {
    let event = try event(
      #"{"id":"wamid.OUT3","status":"read","timestamp":"1787000600","recipient_id":"Y2Fw","recipient_type":"group","recipient_participant_id":"551198877665"}"#,
      list: "statuses")
    #expect(event.id == "wamid.OUT3/read/551198877665")
    #expect(event.chat == "Y2Fw")
    #expect(event.sender == "551198877665")
    #expect(event.flags == .group)
  }

  @Test func aMessageOfAGroup() throws {
    let event = try event(
      #"{"from":"551198877665","group_id":"Y2Fw","id":"wamid.G","timestamp":1787000100,"type":"text","text":{"body":"hi"}}"#
    )
    #expect(event.chat == "Y2Fw")
    #expect(event.flags == .group)
    #expect(event.occurredAt == 1_787_000_100_000_000)
  }

  @Test func aNewNumber() throws {
    let event = try event(
      message("system", #""system":{"type":"user_changed_number","wa_id":"551191112222","body":"Rosa changed"}"#))
    #expect(event.kind == .addressMoved)
    #expect(event.sender == "551198877665")
    #expect(event.refID == "551191112222")
  }

  @Test func whatTheOwnerWroteOnThePhone() throws {
    let event = try event(
      #"{"from":"15550001111","to":"551198877665","id":"wamid.ECHO","timestamp":"1787000800","type":"text","text":{"body":"Sent from the phone"}}"#,
      list: "message_echoes", field: "smb_message_echoes")
    #expect(event.kind == .message)
    #expect(event.flags == .echo)
    #expect(event.chat == "551198877665")
    #expect(event.sender == "15550001111")
  }

  @Test(arguments: [
    ("unsupported", #""errors":[{"code":131051}],"unsupported":{"type":"poll"}"#),
    ("system", #""system":{"type":"something_else","body":"x"}"#), ("brand_new", #""brand_new":{}"#),
    ("image", #""image":{"mime_type":"image/jpeg"}"#), ("text", #""text":{}"#), ("reaction", #""reaction":{}"#),
  ]) func whatIsOfNoUseIsAcknowledgedAndKept(type: String, content: String) throws {
    let event = try event(message(type, content))
    #expect(event.kind == .other)
    #expect(event.detail == "message: \(type)")
    #expect(!event.raw.isEmpty)
  }

  @Test func oneCallbackMayHoldManyUpdates() throws {
    let messages = (0..<500).map { message("text", #""text":{"body":"\#($0)"}"#, id: "wamid.\($0)") }
    let statuses = (0..<490).map { #"{"id":"wamid.OUT\#($0)","status":"sent","timestamp":"1","recipient_id":"5"}"# }
    let value =
      #"{"metadata":{"phone_number_id":"106500000000001"},"messages":[\#(messages.joined(separator: ","))],"statuses":[\#(statuses.joined(separator: ","))]}"#
    let change = #"{"field":"messages","value":\#(value)}"#
    let one =
      #"{"field":"messages","value":{"metadata":{"phone_number_id":"106500000000001"},"messages":[\#(message("text", #""text":{"body":"last"}"#))]}}"#
    let ending = try number.post(
      #"{"object":"whatsapp_business_account","entry":[{"id":"1","changes":[\#(change)]},{"id":"2","changes":[\#(one),\#(one)]}]}"#
    )
    #expect(ending.status == 200)
    #expect(ending.events.count == 992)
    #expect(ending.events.last?.text == "last")
  }

  @Test func whatIsAboutAnotherNumberIsNotOurs() throws {
    let ending = try number.post(
      Number.callback("messages", message("text", #""text":{"body":"x"}"#), number: "999"))
    #expect(ending.events.map(\.kind) == [.other])
    #expect(number.host.logLines.contains { $0.contains("another phone_number_id") })
  }

  @Test(arguments: [
    #"{"object":"page","entry":[]}"#, "[]", "17",
    #"{"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{"field":"account_update","value":{"event":"X"}}]}]}"#,
    #"{"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{"field":"messages","value":{"metadata":{"phone_number_id":"106500000000001"}}}]}]}"#,
  ]) func otherCallbacksAreAcknowledged(body: String) throws {
    let ending = try number.post(body)
    #expect(ending.status == 200)
    #expect(ending.events.map(\.kind) == [.other])
    #expect(try number.post(body).events == ending.events)
  }

  @Test func troubleOfTheAccountIsLogged() throws {
    let body =
      #"{"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{"field":"messages","value":{"metadata":{"phone_number_id":"106500000000001"},"errors":[{"code":131031,"title":"Locked"}]}}]}]}"#
    #expect(try number.post(body).status == 200)
    #expect(number.host.logLines.contains { $0.contains("131031") })
  }

  @Test func aRepetitionHasTheSameEvents() throws {
    let body = Number.callback("messages", message("text", #""text":{"body":"x"}"#))
    let first = try number.post(body).events
    for _ in 0..<5 { #expect(try number.post(body).events == first) }
  }
}
