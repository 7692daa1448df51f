import ConnectorSDK
import ConnectorTesting
import Testing

struct WebhookTests {
  private let host: FakeHost = {
    let host = FakeHost(Probe.self, settings: ["name": "one"])
    host.create()
    host.connect()
    return host
  }()

  private func post(_ text: String, query: String = "") throws -> WebhookEnding {
    try #require(host.webhook(WebhookRequest(query: query, body: Array(text.utf8))))
  }

  @Test func reportsEventsAndAnswers() throws {
    let ending = try post("events")
    #expect(ending.status == 200)
    #expect(ending.events.map(\.id) == ["1", "2"])
  }

  @Test func anAnswerThatIsNotTwoHundredBringsNoEvents() throws {
    let ending = try post("refuse")
    #expect(ending.status == 418)
    #expect(ending.events == [])
  }

  @Test func asksForARepetitionWhereThereIsNoRoom() throws {
    host.setEmitResult(100)
    #expect(try post("events").status == 503)
  }

  @Test(arguments: [("throw", 503), ("give up", 500), ("nonsense", 500)])
  func whatIsThrownIsAnError(text: String, status: Int) throws {
    #expect(try post(text).status == status)
    #expect(host.violations == [])
  }

  @Test func keepsWhatTheHostDoesNotTake() throws {
    let ending = try post("incomplete")
    #expect(ending.status == 200)
    #expect(ending.events.map(\.kind) == [.other, .other])
    #expect(ending.events.map(\.id) == ["lacks what it is about", "2"])
  }

  @Test(arguments: [
    ("echo=a%20b+c", "a b c"), ("x=1&echo=%C3%A9", "é"), ("echo", ""), ("e%63ho=1", "1"), ("echo=%zz%4", "%zz%4"),
    ("echo=first&echo=second", "first"), ("echo=%ff", "\u{FFFD}"), ("x=echo", ""), ("", ""),
  ]) func readsParameters(query: String, text: String) throws {
    #expect(try post("", query: query).text == text)
  }

  @Test func storesWithTheRequest() throws {
    #expect(try post("store").status == 200)
    #expect(host.stored == ["key": "value"])
    host.setKeepsState(false)
    #expect(try post("store").status == 500)
  }
}
