import ConnectorSDK
import ConnectorTesting
import TestSupport
import Testing

/// What callbacks mean. The payloads have the shapes of Meta's documentation.
struct CallbackTests {
  private let page = Account(.messenger)
  private let direct = Account(.instagram)

  @Test(arguments: Account.Platform.allCases) func aText(platform: Account.Platform) throws {
    let account = Account(platform)
    let event = try account.event(account.update(#""message":{"mid":"m_IN1","text":"Hi, is my order ready?"}"#))
    #expect(event.kind == .message)
    #expect(event.id == "m_IN1")
    #expect(event.remoteID == "m_IN1")
    #expect(event.sender == Account.person)
    #expect(event.chat == "")
    #expect(event.text == "Hi, is my order ready?")
    #expect(event.occurredAt == 1_787_000_100_123_000)
    #expect(String(decoding: event.raw, as: UTF8.self).contains("is my order"))
  }

  @Test func whoCameByAPluginBringsTheirReference() throws {
    let event = try page.event(
      #"{"sender":{"id":"246","user_ref":"box-7"},"recipient":{"id":"105000000000009"},"timestamp":1,"#
        + #""message":{"mid":"m","text":"x"}}"#)
    #expect(event.metadata == ["user_ref": "box-7"])
  }

  private static let contents: [(String, String, [EventAttachment])] = [
    (#""text":"Blue","quick_reply":{"payload":"COLOR_BLUE"}"#, "Blue", []),
    (
      #""attachments":[{"type":"image","payload":{"url":"https://scontent.xx.fbcdn.net/v/fake_n.jpg?oh=F"}}]"#,
      "[photo]",
      [EventAttachment(reference: "https://scontent.xx.fbcdn.net/v/fake_n.jpg?oh=F")]
    ),
    (
      #""text":"signed","attachments":[{"type":"file","payload":{"url":"https://cdn.fbsbx.com/v/f_n.pdf/contract.pdf?dl=1"}}]"#,
      "[document contract.pdf] signed",
      [EventAttachment(reference: "https://cdn.fbsbx.com/v/f_n.pdf/contract.pdf?dl=1", filename: "contract.pdf")]
    ),
    (
      #""attachments":[{"type":"file","payload":{"url":"https://lookaside.fbsbx.com/ig_messaging_cdn/?asset_id=18"}}]"#,
      "[document]", [EventAttachment(reference: "https://lookaside.fbsbx.com/ig_messaging_cdn/?asset_id=18")]
    ),
    (
      #""attachments":[{"type":"image","payload":{"url":"https://x/a.png","sticker_id":369239263222822}}]"#,
      "[sticker]",
      [EventAttachment(reference: "https://x/a.png")]
    ),
    (
      #""attachments":[{"type":"audio","payload":{"url":"https://x/a"}},{"type":"video","payload":{"url":"https://x/v"}}]"#,
      "[audio] [video]", [EventAttachment(reference: "https://x/a"), EventAttachment(reference: "https://x/v")]
    ),
    (
      #""attachments":[{"type":"fallback","title":"A page","url":"https://p.example","payload":null}]"#,
      "[link A page https://p.example]", []
    ),
    (
      #""attachments":[{"type":"location","payload":{"coordinates":{"lat":-23.5,"long":-46.6}}}]"#,
      "[location -23.5, -46.6]", []
    ),
    (
      #""attachments":[{"type":"ig_post","payload":{"ig_post_media_id":"1","title":"T","url":"https://x/p"}}]"#,
      "[ig post T https://x/p]", []
    ),
    (#""attachments":[{"type":"brand_new"}]"#, "[brand new]", []),
    (#""is_unsupported":true"#, "[a message that cannot be shown here]", []),
  ]

  @Test(arguments: Self.contents) func whatAMessageSays(
    content: String, text: String, attachments: [EventAttachment]
  ) throws {
    for account in [page, direct] {
      let event = try account.event(account.update(#""message":{"mid":"m_1",\#(content)}"#))
      #expect(event.kind == .message)
      #expect(event.text == text)
      #expect(event.attachments == attachments)
    }
  }

  @Test func aReplyNamesWhatItAnswers() throws {
    let reply = try page.event(page.update(#""message":{"mid":"m","text":"that one","reply_to":{"mid":"m_OUT1"}}"#))
    #expect(reply.refID == "m_OUT1")
    let story = try direct.event(
      direct.update(#""message":{"mid":"m","text":"Love it!","reply_to":{"story":{"url":"https://x/s","id":"18"}}}"#))
    #expect(story.refID == "")
    #expect(story.metadata == ["story": "https://x/s"])
  }

  @Test(arguments: ["1", #""1""#]) func anEdit(number: String) throws {
    let edit = try page.event(page.update(#""message_edit":{"mid":"m_IN1","text":"ready?","num_edit":\#(number)}"#))
    #expect(edit.kind == .edited)
    #expect(edit.id == "m_IN1/edit/1")
    #expect(edit.refID == "m_IN1")
    #expect(edit.text == "ready?")
    #expect(edit.sender == Account.person)
  }

  @Test func aMessageTakenBack() throws {
    let event = try direct.event(direct.update(#""message":{"mid":"aWd1","is_deleted":true}"#))
    #expect(event.kind == .deleted)
    #expect(event.refID == "aWd1")
    #expect(event.sender == Account.person)
    let own = try direct.event(
      direct.update(#""message":{"mid":"aWd2","is_deleted":true,"is_echo":true}"#, isEcho: true))
    #expect(own.kind == .deleted)
    #expect(own.refID == "aWd2")
    #expect(own.sender == "")
  }

  @Test(arguments: [
    (#""action":"react","reaction":"love","emoji":"❤️""#, "❤️"), (#""action":"react","reaction":"wow""#, "😮"),
    (#""action":"react","reaction":"other""#, "other"), (#""action":"unreact""#, ""),
  ]) func aReaction(content: String, text: String) throws {
    for account in [page, direct] {
      let event = try account.event(account.update(#""reaction":{"mid":"m_OUT1",\#(content)}"#))
      #expect(event.kind == .reaction)
      #expect(event.refID == "m_OUT1")
      #expect(event.text == text)
    }
  }

  @Test func aReactionGivenTwiceIsTwoEvents() throws {
    let ids = try [1, 2].map { time in
      try page.event(page.update(#""reaction":{"mid":"m","action":"react","reaction":"love"}"#, at: time)).id
    }
    #expect(Set(ids).count == 2)
  }

  @Test func aTapOnAButtonIsAnAnswerInWords() throws {
    let event = try page.event(
      page.update(
        #""postback":{"mid":"m_P","title":"Get Started","payload":"GET_STARTED","referral":{"ref":"campaign7"}}"#))
    #expect(event.kind == .message)
    #expect(event.id == "m_P")
    #expect(event.text == "Get Started")
    #expect(event.metadata == ["payload": "GET_STARTED", "referral": "campaign7"])
    let nameless = try page.event(page.update(#""postback":{"title":"Go","payload":"GO"}"#))
    #expect(nameless.id == "postback/\(Account.person)/1787000100123/GO")
  }

  // MARK: Receipts

  @Test func messengerTellsUpToWhenSomebodyHasReceivedAndRead() throws {
    let delivery = try page.post(page.update(#""delivery":{"mids":["m_1","m_2"],"watermark":1787000125000}"#)).events
    #expect(delivery.map(\.kind) == [.delivered, .delivered, .deliveredUpTo])
    #expect(delivery.map(\.refID) == ["m_1", "m_2", ""])
    #expect(delivery.allSatisfy { $0.sender == Account.person })
    let read = try page.event(page.update(#""read":{"watermark":1787000140000}"#))
    #expect(read.kind == .readUpTo)
    #expect(read.id == "read/\(Account.person)/1787000140000")
    #expect(read.until == 1_787_000_140_000_999)
    #expect(read.sender == Account.person)
  }

  @Test func instagramTellsWhichMessageHasBeenRead() throws {
    let account = Account(.instagram)
    for id in ["a", "b", "c"] {
      account.host.script(Account.accepted(id))
      #expect(failure(account.send("text \(id)")) == nil)
    }
    // Who has read the second one has read the first.
    let read = try account.post(account.update(#""read":{"mid":"b"}"#)).events
    #expect(read.map(\.kind) == [.read, .read])
    #expect(read.map(\.refID) == ["a", "b"])
    #expect(read.map(\.detail.isEmpty) == [false, true])
    #expect(try account.post(account.update(#""read":{"mid":"b"}"#)).events == read)
    #expect(try account.post(account.update(#""read":{"mid":"c"}"#)).events.map(\.refID) == ["c"])
    #expect(try account.post(account.update(#""read":{"mid":"unknown"}"#)).events.map(\.refID) == ["unknown"])
  }

  // MARK: Echoes

  @Test func knowsItsOwnEchoes() throws {
    let own = #"{\"chat4all\":{\"message\":\"01J9ZK3\",\"key\":\"k-1\",\"part\":0}}"#
    let event = try page.event(
      page.update(
        #""message":{"is_echo":true,"app_id":91,"metadata":"\#(own)","mid":"m_OUT1","text":"Hello"}"#, isEcho: true))
    #expect(event.kind == .sent)
    #expect(event.refID == "m_OUT1")
    #expect(event.messageID == "01J9ZK3")
    #expect(event.sender == Account.person)

    let ofApp = Account(.messenger, settings: ["app_id": "91"])
    let echo = ofApp.update(#""message":{"is_echo":true,"app_id":91,"mid":"m_2","text":"Hello"}"#, isEcho: true)
    #expect(try ofApp.event(echo).kind == .sent)

    direct.host.script(Account.accepted("aWd1"))
    #expect(failure(direct.send("Hello")) == nil)
    let known = direct.update(#""message":{"is_echo":true,"mid":"aWd1","text":"Hello"}"#, isEcho: true)
    #expect(try direct.event(known).kind == .sent)
  }

  @Test(arguments: [
    #""app_id":26390203743090,"metadata":"{\"other\":1}","mid":"m_H","text":"From the inbox""#,
    #""mid":"m_H","text":"From the inbox""#, #""app_id":2,"mid":"m_H","metadata":"","text":"From the inbox""#,
  ]) func whatPeopleWroteElsewhereIsAnEcho(content: String) throws {
    for account in [page, direct] {
      let event = try account.event(account.update(#""message":{"is_echo":true,\#(content)}"#, isEcho: true))
      #expect(event.kind == .message)
      #expect(event.flags == .echo)
      #expect(event.sender == account.platform.id)
      #expect(event.chat == Account.person)
      #expect(event.remoteID == "m_H")
      #expect(event.text == "From the inbox")
    }
  }

  @Test func anEchoOfAPictureHasNoText() throws {
    let event = try page.event(
      page.update(
        #""message":{"is_echo":true,"mid":"m_E","attachments":[{"type":"image","payload":{"url":"https://x/a"}}]}"#,
        isEcho: true))
    #expect(event.text == "[photo]")
  }

  // MARK: What is of no use

  @Test(arguments: [
    (#""message":{"mid":"m"}"#, "update: message"), (#""message":{"text":"no id"}"#, "update: message"),
    (#""message":{"mid":"m","text":"to myself","is_self":true}"#, "update: message"),
    (#""message_edit":{"mid":"m","text":"x","num_edit":0}"#, "update: message_edit"),
    (#""reaction":{"mid":"m","action":"stare"}"#, "update: reaction"), (#""postback":{}"#, "update: postback"),
    (#""read":{}"#, "update: read"), (#""delivery":{"watermark":"soon"}"#, "update: delivery"),
    (#""optin":{"ref":"x"}"#, "update: optin"),
    (#""pass_thread_control":{"new_owner_app_id":1}"#, "update: pass_thread_control"),
    (#""account_linking":{"status":"linked"}"#, "update: account_linking"), (#""brand_new":{}"#, "update: brand_new"),
  ]) func anUpdateOfNoUseIsAcknowledgedAndKept(content: String, detail: String) throws {
    for account in [page, direct] {
      let event = try account.event(account.update(content))
      #expect(event.kind == .other)
      #expect(event.detail == detail)
      #expect(!event.raw.isEmpty)
    }
  }

  @Test func whatAnotherAppAnswersIsNotOurs() throws {
    let entries = [
      #""standby":[\#(page.update(#""message":{"mid":"m_S","text":"for the other app"}"#))]"#,
      #""changes":[{"field":"feed","value":{}}]"#, #""nothing":1"#,
    ]
    let events = try page.post(body: page.callback(entries)).events
    #expect(events.map(\.kind) == [.other, .other, .other])
    try #require(events.count == 3)
    #expect(events[0].detail.hasPrefix("standby"))
    #expect(events[1].detail == "field feed")
  }

  @Test func whatIsAboutAnotherAccountIsNotOurs() throws {
    let body = page.callback([#""messaging":[\#(page.update(#""message":{"mid":"m","text":"x"}"#))]"#], id: "999")
    #expect(try page.post(body: body).events.map(\.kind) == [.other])
    #expect(page.host.logLines.contains { $0.contains("another account") })
  }

  @Test func enforcementOfPoliciesIsLogged() throws {
    let update = #"{"recipient":{"id":"1"},"timestamp":1,"policy_enforcement":{"action":"block","reason":"spam"}}"#
    #expect(try page.event(update).kind == .other)
    #expect(page.host.logLines.contains { $0.contains("policies") })
  }

  @Test(arguments: [#"{"object":"whatsapp_business_account","entry":[]}"#, "[]", "17", "{", #"{"object":"page"}"#])
  func otherCallbacksAreAcknowledged(body: String) throws {
    let ending = try page.post(body: body)
    #expect(ending.status == 200)
    #expect(ending.events.map(\.kind) == [.other])
    #expect(try page.post(body: body).events == ending.events)
  }

  // MARK: Many, and again

  @Test func oneCallbackMayHoldManyUpdates() throws {
    let entries = (0..<500).map { number in
      let updates = [number, number + 500].map { page.update(#""message":{"mid":"m_\#($0)","text":"\#($0)"}"#) }
      return #""messaging":[\#(updates.joined(separator: ","))]"#
    }
    let ending = try page.post(body: page.callback(entries))
    #expect(ending.status == 200)
    #expect(Set(ending.events.map(\.id)).count == 1_000)
  }

  @Test(arguments: Account.Platform.allCases) func repetitionsInAnyOrderHaveTheSameIds(platform: Account.Platform)
    throws
  {
    let account = Account(platform)
    let contents = [
      #""message":{"mid":"m_1","text":"a"}"#, #""message":{"mid":"m_2","is_deleted":true}"#,
      #""message":{"mid":"m_3","attachments":[{"type":"image","payload":{"url":"https://x/a"}}]}"#,
      #""message_edit":{"mid":"m_1","text":"b","num_edit":1}"#,
      #""message_edit":{"mid":"m_1","text":"c","num_edit":2}"#,
      #""reaction":{"mid":"m_9","action":"react","reaction":"love"}"#, #""reaction":{"mid":"m_9","action":"unreact"}"#,
      #""delivery":{"mids":["m_9"],"watermark":17}"#, #""read":{"watermark":17}"#, #""read":{"mid":"m_9"}"#,
      #""postback":{"mid":"m_4","title":"Go","payload":"GO"}"#, #""postback":{"title":"Go","payload":"GO"}"#,
      #""referral":{"ref":"x"}"#,
    ]
    let updates = contents.map { account.update($0) }
    let expected = Set(try updates.flatMap { try account.post($0).events.map(\.id) })
    var random = SeededGenerator(seed: 1)
    for _ in 0..<5 {
      let ids = try updates.shuffled(using: &random).flatMap { try account.post($0).events.map(\.id) }
      #expect(Set(ids) == expected)
      #expect(ids.count == expected.count)
    }
  }
}
