import ConnectorSDK
import ConnectorTesting
import JSON
import Testing
import WhatsAppConnector

struct SendingTests {
  private let number = Number()

  @Test func sendsAText() throws {
    number.host.script(Number.accepted())
    #expect(number.send("Hello from Chat4All") { $0.replyTo = "wamid.IN1" } == .success(Sent("wamid.OUT1")))
    let request = try #require(number.host.requests.first)
    #expect(request.method == "POST")
    #expect(request.url == "https://graph.facebook.com/v25.0/106500000000001/messages")
    #expect(request.header("authorization") == "Bearer EAAFAKE")
    #expect(request.header("content-type") == "application/json")
    #expect(
      request.json == [
        "messaging_product": "whatsapp", "recipient_type": "individual", "to": "551198877665", "type": "text",
        "text": ["body": "Hello from Chat4All"], "context": ["message_id": "wamid.IN1"],
        "biz_opaque_callback_data": "c4a:msg:01J9ZK3",
      ])
  }

  @Test func takesServerAndVersionFromTheSettings() {
    let number = Number(settings: ["api_base_url": "http://127.0.0.1:8081/", "api_version": "v26.0"])
    number.host.script(Number.accepted())
    #expect(failure(number.send("x")) == nil)
    #expect(number.host.requests.first?.url == "http://127.0.0.1:8081/v26.0/106500000000001/messages")
  }

  @Test(arguments: [
    ("+55 (11) 98877-6655", "to", "5511988776655"), ("BR.13491208655302741918", "recipient", "BR.13491208655302741918"),
    ("BR.ENT.1349", "recipient", "BR.ENT.1349"),
  ]) func knowsHowPeopleAreAddressed(recipient: String, field: String, value: String) {
    number.host.script(Number.accepted())
    #expect(failure(number.send("x", to: recipient)) == nil)
    #expect(number.host.requests.first?.json[field]?.stringValue == value)
  }

  @Test(arguments: ["", "rosa", "12", "55119988776655443322110", "BR.", "br.123", "BR.1-2", "55119x8877665"])
  func refusesWhatIsNoAddress(recipient: String) {
    #expect(failure(number.send("x", to: recipient))?.code == .notFound)
    #expect(number.host.requests.isEmpty)
  }

  @Test func writesToGroups() {
    number.host.script(Number.accepted())
    #expect(failure(number.send("x") { $0.chat = "Y2FwaV9ncm91cDpGQUtF" }) == nil)
    #expect(number.host.requests.first?.json["recipient_type"] == "group")
    #expect(number.host.requests.first?.json["to"] == "Y2FwaV9ncm91cDpGQUtF")
  }

  @Test func leavesOutWhatDoesNotComeBack() {
    number.host.script(Number.accepted(), Number.accepted())
    #expect(failure(number.send("x") { $0.id = String(repeating: "é", count: 513) }) == nil)
    #expect(failure(number.send("x") { $0.id = String(repeating: "é", count: 512) }) == nil)
    #expect(number.host.requests.map { $0.json["biz_opaque_callback_data"] != nil } == [false, true])
  }

  @Test func saysWhetherLinksAreShown() {
    number.host.script(Number.accepted(), Number.accepted())
    #expect(failure(number.send("x") { $0.metadata = ["link_preview": "true"] }) == nil)
    #expect(failure(number.send("x") { $0.metadata = ["link_preview": "false"] }) == nil)
    #expect(number.host.requests.map { $0.json["text"]?["preview_url"] } == [true, false])
  }

  @Test func cutsALongText() {
    number.host.script(Number.accepted("a"), Number.accepted("b"), Number.accepted("c"))
    let text = Array(repeating: "A sentence of words 🙂.", count: 400).joined(separator: "\n")
    #expect(number.send(text) { $0.replyTo = "wamid.IN1" } == .success(Sent("a", more: ["b", "c"])))
    let parts = number.host.requests.compactMap { $0.json["text"]?["body"]?.stringValue }
    #expect(parts.joined() == text)
    #expect(parts.allSatisfy { $0.utf16.count <= 4_096 })
    #expect(number.host.requests.map { $0.json["context"] != nil } == [true, false, false])
    #expect(number.host.requests.allSatisfy { $0.json["biz_opaque_callback_data"] == "c4a:msg:01J9ZK3" })
  }

  @Test func refusesAnEmptyText() {
    #expect(failure(number.send(" \n"))?.code == .permanent)
  }

  @Test func reportsByWhichNumberSomebodyIsKnown() {
    number.host.script(Number.accepted(), Number.accepted(), Number.accepted())
    #expect(failure(number.send("x", to: "5511998877665")) == nil)
    #expect(failure(number.send("y", to: "5511998877665")) == nil)
    #expect(failure(number.send("z", to: "551198877665")) == nil)
    #expect(number.host.events.map(\.kind) == [.addressMoved])
    #expect(number.host.events.first?.sender == "5511998877665")
    #expect(number.host.events.first?.refID == "551198877665")
  }

  @Test(arguments: [
    ("**bold** *it* ~~s~~ `c`", "*bold* _it_ ~s~ `c`"), ("***both***", "*_both_*"), ("# Title\ntext", "*Title*\ntext"),
    ("[site](https://x.example)", "site (https://x.example)"), ("**two\nlines**", "*two*\n*lines*"),
    ("[https://x.example](https://x.example)", "https://x.example"), ("```\nlet x\n```", "```let x```"),
    ("**a *b* c**", "*a _b_ c*"), ("🙂 **é**", "🙂 *é*"),
  ]) func writesTheMarksOfWhatsApp(markdown: String, text: String) {
    number.host.script(Number.accepted())
    #expect(failure(number.send(markdown) { $0.format = .markdown }) == nil)
    #expect(number.host.requests.first?.json["text"]?["body"]?.stringValue == text)
  }

  @Test func marksCountToo() {
    number.host.answerAll { _ in Number.accepted() }
    let text = Array(repeating: "**word**", count: 1_300).joined(separator: " ")
    #expect(failure(number.send(text) { $0.format = .markdown }) == nil)
    let parts = number.host.requests.compactMap { $0.json["text"]?["body"]?.stringValue }
    #expect(parts.count >= 2)
    #expect(parts.allSatisfy { $0.utf16.count <= 4_096 })
    #expect(parts.joined() == Array(repeating: "*word*", count: 1_300).joined(separator: " "))
  }
}
