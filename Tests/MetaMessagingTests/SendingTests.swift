import ConnectorSDK
import ConnectorTesting
import JSON
import Testing

struct SendingTests {
  private let page = Account(.messenger)
  private let direct = Account(.instagram)

  @Test func sendsATextOnMessenger() throws {
    page.host.script(Account.accepted())
    #expect(page.send("Hello from Chat4All") { $0.replyTo = "m_IN1" } == .success(Sent("m_OUT1")))
    let request = try #require(page.host.requests.first)
    #expect(request.method == "POST")
    #expect(request.url == "https://graph.facebook.com/v25.0/105000000000009/messages")
    #expect(request.header("authorization") == "Bearer EAAFAKE")
    #expect(request.json["recipient"] == ["id": .string(Account.person)])
    #expect(request.json["messaging_type"] == "RESPONSE")
    #expect(request.json["message"]?["text"] == "Hello from Chat4All")
    #expect(request.json["reply_to"] == ["mid": "m_IN1"])
    let metadata = try JSONParser.parse(request.json["message"]?["metadata"]?.stringValue ?? "")
    #expect(metadata == ["chat4all": ["message": "01J9ZK3", "key": "k-1", "part": 0]])
  }

  @Test func sendsATextOnInstagram() throws {
    direct.host.script(Account.accepted("aWdOUT1"))
    #expect(direct.send("Hello from Chat4All") == .success(Sent("aWdOUT1")))
    let request = try #require(direct.host.requests.first)
    #expect(request.url == "https://graph.instagram.com/v25.0/17841400000000001/messages")
    #expect(request.header("authorization") == "Bearer IGAAFAKE")
    #expect(request.json == ["recipient": ["id": .string(Account.person)], "message": ["text": "Hello from Chat4All"]])
  }

  @Test func sendsOverFacebookWithThePagesToken() {
    let direct = Account(.instagram, settings: ["login": "facebook"])
    direct.host.script(Account.accepted())
    #expect(failure(direct.send("x")) == nil)
    #expect(direct.host.requests.first?.url == "https://graph.facebook.com/v25.0/me/messages")
  }

  @Test(arguments: Account.Platform.allCases) func takesServerAndVersionFromTheSettings(platform: Account.Platform) {
    let account = Account(
      platform, settings: ["api_base_url": "http://127.0.0.1:8081/", "api_version": "v26.0"])
    account.host.script(Account.accepted())
    #expect(failure(account.send("x")) == nil)
    #expect(account.host.requests.first?.url == "http://127.0.0.1:8081/v26.0/\(platform.id)/messages")
  }

  @Test(arguments: ["", "rosa", "+55", "12 34", "1\u{0}", String(repeating: "1", count: 65)])
  func refusesWhatIsNoAddress(recipient: String) {
    for account in [page, direct] {
      #expect(failure(account.send("x", to: recipient))?.code == .notFound)
      #expect(account.host.requests.isEmpty)
    }
  }

  @Test func cutsALongTextByTheUnitsOfEachPlatform() {
    let text = Array(repeating: "Uma frase com acentuação e 🙂.", count: 200).joined(separator: "\n")
    for (account, limit) in [(page, 1_999), (direct, 1_000)] {
      account.host.answerAll { _ in Account.accepted() }
      guard case .success(let sent)? = account.send(text) else {
        Issue.record("it was not sent")
        continue
      }
      let parts = account.host.requests.compactMap { $0.json["message"]?["text"]?.stringValue }
      #expect(parts.joined() == text)
      #expect(parts.count > 2 && sent.moreIDs.count == parts.count - 1)
      let sizes = parts.map { account.platform == .messenger ? $0.utf16.count : $0.utf8.count }
      #expect(sizes.allSatisfy { $0 <= limit && $0 > 0 })
    }
    // Four bytes each, and no place to cut: 250 of them are a part.
    let emoji = Account(.instagram)
    emoji.host.answerAll { _ in Account.accepted() }
    #expect(failure(emoji.send(String(repeating: "🙂", count: 501))) == nil)
    #expect(emoji.host.requests.compactMap { $0.json["message"]?["text"]?.stringValue?.count } == [250, 250, 1])
  }

  @Test func theFirstPartAloneIsAReply() {
    page.host.answerAll { _ in Account.accepted() }
    #expect(failure(page.send(String(repeating: "word ", count: 900)) { $0.replyTo = "m_IN1" }) == nil)
    #expect(page.host.requests.map { $0.json["reply_to"] != nil } == [true, false, false])
  }

  @Test(arguments: Account.Platform.allCases) func sendsWithoutTheQuoteWhatIsRefusedForIt(platform: Account.Platform) {
    let account = Account(platform)
    account.host.script(Account.refused(400, 100), Account.accepted())
    #expect(account.send("x") { $0.replyTo = "gone" } == .success(Sent("m_OUT1")))
    #expect(account.host.requests.map { $0.json["reply_to"] != nil } == [true, false])
  }

  @Test func formattingBecomesPlainWords() {
    page.host.script(Account.accepted())
    #expect(failure(page.send("**Hello** [site](https://x.example) `c`") { $0.format = .markdown }) == nil)
    #expect(page.host.requests.first?.json["message"]?["text"] == "Hello site (https://x.example) c")
  }

  @Test func refusesAnEmptyText() {
    #expect(failure(page.send(" \n"))?.code == .permanent)
    #expect(page.host.requests.isEmpty)
  }

  @Test func aSilentMessageRingsNobody() {
    page.host.script(Account.accepted())
    #expect(failure(page.send("x") { $0.isSilent = true }) == nil)
    #expect(page.host.requests.first?.json["notification_type"] == "SILENT_PUSH")
  }

  // MARK: The window

  @Test(arguments: [(Account.Platform.messenger, 2_018_278), (.messenger, 2_018_065), (.instagram, 2_534_022)])
  func saysInWordsThatTheWindowHasClosed(platform: Account.Platform, subcode: Int) {
    let account = Account(platform)
    account.host.script(Account.refused(400, 10, subcode))
    let error = failure(account.send("x"))
    #expect(error?.code == .blocked)
    #expect(error?.detail.hasPrefix("more than 24 hours since the recipient last wrote") == true)
    #expect(account.host.requests.count == 1)
  }

  @Test(arguments: Account.Platform.allCases) func usesTheTagOnceTheWindowHasClosed(platform: Account.Platform) {
    let account = Account(platform, settings: ["tag": "HUMAN_AGENT"])
    let subcode = platform == .messenger ? 2_018_278 : 2_534_022
    account.host.script(Account.refused(400, 10, subcode), Account.accepted())
    #expect(account.send("x") == .success(Sent("m_OUT1")))
    #expect(account.host.requests.map { $0.json["tag"]?.stringValue } == [nil, "HUMAN_AGENT"])
    #expect(account.host.requests.last?.json["messaging_type"] == "MESSAGE_TAG")
    account.host.script(Account.refused(400, 10, subcode), Account.refused(400, 10, subcode))
    let error = failure(account.send("x"))
    #expect(error?.code == .blocked)
    #expect(error?.detail.contains("HUMAN_AGENT") == true)
  }

  // MARK: Answers that are lost

  @Test func findsByItsEchoWhatWasSentAlthoughTheAnswerWasLost() throws {
    page.host.script(.held)
    let op = page.host.begin(TextMessage(id: "01J9ZK3", recipient: Account.person, text: "Hi", idempotencyKey: "k-1"))
    let metadata = try #require(page.host.requests.first?.json["message"]?["metadata"])
    let quoted = String(decoding: JSONWriter.bytes(of: metadata), as: UTF8.self)
    _ = try page.post(
      page.update(
        #""message":{"is_echo":true,"app_id":1,"metadata":\#(quoted),"mid":"m_ECHO","text":"Hi"}"#, isEcho: true))
    page.host.answerHeld(.lost)
    #expect(page.host.ending(op) == .success(Sent("m_ECHO")))
    #expect(page.host.requests.count == 1)
  }

  @Test func findsByItsWordsWhatInstagramHasSent() throws {
    direct.host.script(.held)
    let op = direct.host.begin(TextMessage(id: "1", recipient: Account.person, text: "Hi", idempotencyKey: "k-1"))
    let echo = direct.update(#""message":{"is_echo":true,"mid":"aWdECHO","text":"Hi"}"#, isEcho: true)
    #expect(try direct.event(echo).kind == .sent)
    direct.host.answerHeld(.lost)
    #expect(direct.host.ending(op) == .success(Sent("aWdECHO")))
    // What somebody else writes later in the same words is nobody's answer.
    let other = direct.update(#""message":{"is_echo":true,"mid":"aWdOTHER","text":"Hi"}"#, isEcho: true)
    #expect(try direct.event(other).kind == .message)
    direct.host.script(.lost)
    #expect(failure(direct.send("Hi") { $0.idempotencyKey = "k-2" })?.code == .uncertain)
  }

  @Test func anEchoThatComesLateSparesARepetition() throws {
    direct.host.script(.lost)
    #expect(failure(direct.send("Hi"))?.code == .uncertain)
    _ = try direct.post(direct.update(#""message":{"is_echo":true,"mid":"aWdECHO","text":"Hi"}"#, isEcho: true))
    let again = direct.send("Hi") {
      $0.attempt = 2
      $0.mayBeDuplicate = true
    }
    #expect(again == .success(Sent("aWdECHO")))
    #expect(direct.host.requests.count == 1)
    // It stands for that one message, not for the next in the same words.
    direct.host.script(.lost)
    #expect(failure(direct.send("Hi") { $0.idempotencyKey = "k-2" })?.code == .uncertain)
  }

  @Test func withoutAnEchoALostAnswerIsUncertain() {
    for answer in [ScriptedAnswer.lost, .json(200, "{}"), .json(200, "<html>"), Account.refused(400, 1, 1_357_046)] {
      page.host.script(answer)
      #expect(failure(page.send("x"))?.code == .uncertain)
    }
  }

  // MARK: Connecting

  @Test(arguments: Account.Platform.allCases) func subscribesWhenItConnects(platform: Account.Platform) throws {
    let account = Account(platform, subscribes: true)
    account.host.script(.json(200, #"{"success":true}"#))
    #expect(failure(account.host.connect()) == nil)
    let request = try #require(account.host.requests.first)
    #expect(request.method == "POST")
    #expect(request.url.contains("/\(platform.id)/subscribed_apps?subscribed_fields=messages,"))
  }

  @Test func aTokenThatIsNotValidIsToldAtTheStart() {
    let account = Account(.messenger, subscribes: true)
    account.host.script(Account.refused(401, 190))
    #expect(failure(account.host.connect())?.code == .authFailed)
    // Another refusal does not keep it from sending.
    account.host.script(Account.refused(403, 200))
    #expect(failure(account.host.connect()) == nil)
    #expect(account.host.logLines.contains { $0.contains("could not be subscribed") })
  }
}
