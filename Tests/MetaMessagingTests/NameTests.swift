import ConnectorSDK
import ConnectorTesting
import Testing

/// What people are called, of whom callbacks give a number alone.
struct NameTests {
  private static let profiles: [(Account.Platform, String, String, String)] = [
    (.messenger, #"{"id":"1","first_name":" Ana","last_name":"Lima "}"#, "Ana Lima", "first_name,last_name"),
    (.messenger, #"{"id":"1","first_name":"Ana"}"#, "Ana", "first_name,last_name"),
    (.instagram, #"{"id":"1","name":"Ana Lima","username":"ana.l"}"#, "Ana Lima", "name,username"),
    (.instagram, #"{"id":"1","name":"","username":"ana.l"}"#, "ana.l", "name,username"),
    (.instagram, #"{"id":"1"}"#, "", "name,username"),
  ]

  private func message(_ account: Account, _ id: String) -> String {
    account.update(#""message":{"mid":"\#(id)","text":"Hi"}"#)
  }

  @Test(arguments: Self.profiles) func isAskedWhenSomebodyFirstWrites(
    platform: Account.Platform, profile: String, name: String, fields: String
  ) throws {
    let account = Account(platform)
    account.host.script(.json(200, profile))
    #expect(try account.event(message(account, "m_1")).senderName == name)
    #expect(try account.event(message(account, "m_2")).senderName == name)
    let request = try #require(account.host.requests.first)
    #expect(account.host.requests.count == 1)
    #expect(request.method == "GET")
    #expect(request.url.hasSuffix("/v25.0/\(Account.person)?fields=\(fields)"))
    #expect(request.headers.contains { $0.name == "Authorization" && $0.value.hasPrefix("Bearer ") })
  }

  @Test func isKeptInTheAccountsState() throws {
    let page = Account(.messenger)
    page.host.script(.json(200, #"{"first_name":"Ana"}"#))
    _ = try page.event(message(page, "m_1"))
    #expect(Array(page.host.stored.values) == ["\(Account.person)\nAna"])
  }

  @Test(arguments: [
    Account.refused(400, 100), Account.refused(400, 10), Account.refused(403, 200), .json(500, "x"), .json(200, "[1"),
  ]) func aRefusalCostsTheNameAlone(answer: ScriptedAnswer) throws {
    let page = Account(.messenger)
    page.host.script(answer)
    let event = try page.event(message(page, "m_1"))
    #expect(event.text == "Hi" && event.senderName == "")
    _ = try page.event(message(page, "m_2"))
    #expect(page.host.requests.count == 1)
    #expect(page.host.stored.isEmpty)
  }

  @Test func isNotAskedWhileThePlatformWantsRest() throws {
    let page = Account(.messenger)
    page.host.script(Account.refused(400, 613))
    _ = try page.event(message(page, "m_1"))
    let other = #"{"sender":{"id":"77"},"recipient":{"id":"1"},"timestamp":1,"message":{"mid":"m_2","text":"x"}}"#
    _ = try page.event(other)
    #expect(page.host.requests.count == 1)
  }

  @Test func oneCallbackAsksAboutAFewPeopleAndAboutEachOnce() throws {
    let page = Account(.messenger)
    page.host.answerAll { _ in .json(200, #"{"first_name":"Somebody"}"#) }
    let updates = (0..<40).map { number in
      #"{"sender":{"id":"\#(1000 + number % 20)"},"recipient":{"id":"1"},"timestamp":1,"message":{"mid":"m_\#(number)","text":"x"}}"#
    }
    let ending = try page.post(body: page.callback([#""messaging":[\#(updates.joined(separator: ","))]"#]))
    #expect(ending.status == 200)
    #expect(ending.events.count == 40)
    #expect(page.host.requests.count == 10)
    #expect(ending.events.filter { $0.senderName == "Somebody" }.count == 20)
  }

  @Test func nobodyIsAskedAboutForWhatIsNoMessage() throws {
    let page = Account(.messenger)
    _ = try page.post(page.update(#""read":{"watermark":1787000100000}"#))
    _ = try page.post(page.update(#""message":{"mid":"m_9","is_echo":true,"text":"x"}"#, isEcho: true))
    #expect(page.host.requests.isEmpty)
  }
}
