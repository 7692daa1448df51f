import ConnectorSDK
import ConnectorTesting
import JSON
import MatrixConnector
import TestSupport
import Testing

struct CallbackTests {
  private static let body = #"{"events":[\#(Samples.text),\#(Samples.reply)],"ephemeral":[]}"#
  private let service = Service()

  @Test(arguments: ["", "a93c1fakefakefak", "a93c1fakefakefakf", "a93c1fakefakefake ", Service.asToken])
  func refusesAWrongToken(token: String) throws {
    let ending = try service.put(Self.body, token: token)
    #expect(ending.status == 403)
    #expect(ending.text.contains("M_FORBIDDEN"))
    #expect(ending.events.isEmpty)
  }

  @Test func refusesAMissingToken() throws {
    let ending = try service.put(Self.body, token: nil)
    #expect(ending.status == 401)
    #expect(ending.events.isEmpty)
  }

  @Test func takesTheTokenAndThePathOfOlderHomeservers() throws {
    let request = WebhookRequest(
      method: "PUT", query: "access_token=\(Service.hsToken)", body: Array(Self.body.utf8), path: "/transactions/5")
    #expect(service.host.webhook(request)?.events.count == 2)
  }

  @Test(arguments: [
    ("POST", "/_matrix/app/v1/ping", 200), ("GET", "/_matrix/app/v1/ping", 405),
    ("GET", "/_matrix/app/v1/users/%40_c4a_x%3Aexample.org", 404), ("GET", "/_matrix/app/v1/rooms/%23x", 404),
    ("GET", "/_matrix/app/v1/thirdparty/protocol/irc", 404), ("POST", "/_matrix/app/v1/transactions/1", 405),
    ("PUT", "/_matrix/app/v1/transactions", 404), ("GET", "/", 404), ("GET", "", 404), ("PUT", "/x/y/z", 404),
  ]) func answersWhatAnApplicationServiceIsAsked(method: String, path: String, status: Int) throws {
    let ending = try #require(
      service.host.webhook(
        WebhookRequest(
          method: method, headers: [HTTPHeader("authorization", "Bearer \(Service.hsToken)")],
          body: Array("{}".utf8), path: path)))
    #expect(ending.status == status)
    // A homeserver takes an answer without JSON for a failure.
    #expect((try? JSONParser.parse(ending.body)) != nil)
  }

  @Test func repeatedItSaysTheSame() throws {
    let first = try service.put(Self.body)
    let second = try service.put(Self.body)
    #expect(first.events.map(\.id) == second.events.map(\.id))
    #expect(Set(first.events.map(\.id)).count == 2)
  }

  @Test func answersToEveryTruncation() throws {
    let body = Array(Self.body.utf8)
    for length in 0..<body.count {
      let ending = try service.put(Array(body[..<length]))
      #expect(ending.status == 400)
      #expect(ending.events.isEmpty)
    }
    #expect(service.host.violations == [])
  }

  @Test func oneThatIsNoEventHoldsUpNoOther() throws {
    let strange = [
      "null", "5", "[]", "{}", #"{"type":5}"#,
      #"{"type":"m.room.message","room_id":"x","sender":"@a:b","event_id":"$1","content":{}}"#,
      #"{"type":"m.room.message","room_id":"!x","sender":"a","event_id":"$1","content":{}}"#,
      #"{"type":"m.room.message","room_id":"!x","sender":"@a:b","event_id":"","content":{}}"#,
      #"{"type":"org.example.unknown","room_id":"!x","sender":"@a:b","event_id":"$u","content":{}}"#,
      #"{"type":"m.reaction","room_id":"!x","sender":"@a:b","event_id":"$r","content":5}"#,
      #"{"type":"m.room.member","room_id":"!x","sender":"@a:b","event_id":"$m","state_key":"","content":null}"#,
      Samples.text,
    ]
    let ending = try service.put(
      #"{"events":[\#(strange.joined(separator: ","))],"ephemeral":[5,{"type":"m.receipt"}]}"#)
    #expect(ending.status == 200)
    #expect(ending.events.filter { $0.kind == .message }.map(\.text) == ["Hello Rosa"])
  }

  @Test func aTransactionThatNobodyCanReadHoldsUpNoOther() throws {
    let deep = String(repeating: "[", count: 200) + String(repeating: "]", count: 200)
    let ending = try service.put(#"{"events":\#(deep)}"#)
    #expect(ending.status == 200)
    #expect(ending.events.map(\.kind) == [.other])
    #expect(try service.put("[]").status == 400)
  }

  @Test func aHugeEventIsTaken() throws {
    let text = String(repeating: "x", count: 65_000)
    #expect(
      try service.events(Samples.event("m.room.message", #"{"msgtype":"m.text","body":"\#(text)"}"#)).first?.text
        == text)
  }

  @Test func aHomeserverThatCannotSayIsAskedAgain() throws {
    service.host.answerAll { _ in .json(500, "{}") }
    let ending = try service.put(Self.body)
    #expect(ending.status == 503)
    #expect(ending.events.isEmpty)
  }

  @Test(arguments: 0..<10) func answersToAnything(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    for _ in 0..<100 {
      var body = Array(Self.body.utf8)
      for _ in 0..<Int.random(in: 1...6, using: &random) {
        let place = Int.random(in: 0..<body.count, using: &random)
        switch Int.random(in: 0..<3, using: &random) {
        case 0: body[place] = UInt8.random(in: 0...255, using: &random)
        case 1: body.remove(at: place)
        default:
          body.insert(
            contentsOf: ["{", "[1]", "-0", "null", #""\ud800""#, "!"].randomElement(using: &random)!.utf8, at: place)
        }
      }
      let ending = try service.put(body)
      #expect([200, 400].contains(ending.status))
    }
    #expect(service.host.violations == [])
  }
}
