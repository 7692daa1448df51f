import NIOCore
import NIOHTTP1
import Testing

@testable import RestAPI

/// The rules of one connection as plain values: no channel, no time but what is passed in.
struct ConnectionStateTests {
  private typealias State = ConnectionState<String>

  private let start = NIODeadline.uptimeNanoseconds(1_000_000_000_000)

  private func state() -> State {
    State(
      .init(body: 10, held: 20, requestTimeout: .seconds(30), idleTimeout: .seconds(60), lingerBytes: 8), now: start)
  }

  private func head(_ uri: String, _ headers: HTTPHeaders = [:], version: HTTPVersion = .http1_1) -> State.Input {
    var head = HTTPRequestHead(version: version, method: .POST, uri: uri, headers: headers)
    head.headers = headers
    return .part(.head(head))
  }

  private func body(_ text: String) -> State.Input { .part(.body(ByteBuffer(string: text))) }

  private let end = State.Input.part(.end(nil))

  /// What an action amounts to, in a few characters.
  private func text(_ action: State.Action) -> String {
    switch action {
    case .none: "-"
    case .pass(let inputs): "pass(" + inputs.map(text).joined(separator: " ") + ")"
    case .accept(let head, let body, let ticket): "accept(\(head.uri) \(String(buffer: body)) \(ticket))"
    case .refuse: "refuse"
    case .close: "close"
    }
  }

  private func text(_ input: State.Input) -> String {
    switch input {
    case .part(.head(let head)): head.uri
    case .part(.body(let bytes)): "'\(String(buffer: bytes))'"
    case .part(.end): "."
    case .error: "!"
    case .inputClosed: "$"
    }
  }

  /// Feeds inputs as the handler does; requests for `/m` can go the short way.
  private func feed(_ state: inout State, _ inputs: State.Input..., isWritable: Bool = true) -> [String] {
    inputs.map { input in
      if state.mustHold(isWritable: isWritable) {
        state.hold(input)
        return "held"
      }
      return text(state.receive(input, now: start) { $0.uri == "/m" ? "t" : nil })
    }
  }

  private func release(_ state: inout State, isWritable: Bool = true) -> [String] {
    var results: [String] = []
    while let input = state.nextHeld(isWritable: isWritable) {
      results.append(text(state.receive(input, now: start) { $0.uri == "/m" ? "t" : nil }))
    }
    return results
  }

  private let response = HTTPResponseHead(version: .http1_1, status: .ok)

  @Test func theShortWayGetsARequestWhole() {
    var state = state()
    #expect(feed(&state, head("/m"), body("ab"), body("cd"), end) == ["-", "-", "-", "accept(/m abcd t)"])
    let result1 = state.answered(now: start)
    #expect(result1 == .idle)
    #expect(feed(&state, head("/m"), end) == ["-", "accept(/m  t)"])
  }

  @Test func theOrdinaryWayGetsPartsAsTheyCome() {
    var state = state()
    #expect(feed(&state, head("/x"), body("a"), end) == ["pass(/x)", "pass('a')", "pass(.)"])
    let result2 = state.answerBegins(response)
    #expect(!result2)
    let result3 = state.answerEnds(now: start)
    #expect(result3 == .idle)
  }

  @Test func whatFollowsAShortRequestWaitsForItsAnswer() {
    var state = state()
    _ = feed(&state, head("/m"), end)
    #expect(feed(&state, head("/x"), end, head("/m"), end) == ["held", "held", "held", "held"])
    #expect(release(&state).isEmpty)
    let result4 = state.answered(now: start)
    #expect(result4 == .idle)
    // The second send goes the ordinary way, since that still owes an answer.
    #expect(release(&state) == ["pass(/x)", "pass(.)", "pass(/m)", "pass(.)"])
    let result5 = state.answerEnds(now: start)
    #expect(result5 == .none)
    let result6 = state.answerEnds(now: start)
    #expect(result6 == .idle)
  }

  @Test func pipelinedSendsAreAnsweredOneAfterAnother() {
    var state = state()
    _ = feed(&state, head("/m"), end)
    _ = feed(&state, head("/m"), body("2"), end, head("/m"), body("3"), end)
    _ = state.answered(now: start)
    #expect(release(&state) == ["-", "-", "accept(/m 2 t)"])
    _ = state.answered(now: start)
    #expect(release(&state) == ["-", "-", "accept(/m 3 t)"])
  }

  @Test func aBodyBeyondTheLimitGoesTheOrdinaryWay() {
    var state = state()
    #expect(
      feed(&state, head("/m"), body("12345"), body("67890"), body("x"), body("y"), end)
        == ["-", "-", "-", "pass(/m '1234567890' 'x')", "pass('y')", "pass(.)"])
  }

  @Test func readingPausesWhenTooMuchIsHeld() {
    var state = state()
    _ = feed(&state, head("/m"), end)
    #expect(!state.isFull)
    _ = feed(&state, head("/m"), body(String(repeating: "a", count: 20)))
    #expect(state.isFull)
    _ = state.answered(now: start)
    _ = release(&state)
    #expect(!state.isFull)
  }

  @Test func manySmallRequestsAreTooMuchAsWell() {
    var state = state()
    _ = feed(&state, head("/m"), end)
    for _ in 0..<128 { _ = feed(&state, head("/m"), end) }
    #expect(state.isFull)
  }

  @Test func aPeerThatDoesNotReadItsAnswersGetsNoNewOnes() {
    var state = state()
    #expect(feed(&state, head("/m"), end, isWritable: false) == ["held", "held"])
    #expect(release(&state, isWritable: false).isEmpty)
    #expect(release(&state) == ["-", "accept(/m  t)"])
  }

  @Test func theClientsWishToCloseEndsTheConnection() {
    var state = state()
    #expect(feed(&state, head("/m", ["connection": "keep-alive, Close"]), end).last == "accept(/m  t)")
    #expect(state.endsWithNextAnswer)
    let result7 = state.answered(now: start)
    #expect(result7 == .close)
    #expect(feed(&state, head("/x"), end) == ["-", "-"])
  }

  @Test func afterTheLastRequestNothingIsPassedOn() {
    var state = state()
    #expect(
      feed(&state, head("/x"), end, head("/y", ["connection": "close"]), end, head("/z"), body("a"), end)
        == ["pass(/x)", "pass(.)", "pass(/y)", "pass(.)", "-", "-", "-"])
    let result8 = state.answerBegins(response)
    #expect(!result8)
    let result9 = state.answerEnds(now: start)
    #expect(result9 == .none)
    let result10 = state.answerBegins(response)
    #expect(result10)
    let result11 = state.answerEnds(now: start)
    #expect(result11 == .close)
  }

  @Test func anOldClientsConnectionEndsWithTheAnswer() {
    var state = state()
    _ = feed(&state, head("/m", version: .http1_0), end)
    let result12 = state.answered(now: start)
    #expect(result12 == .close)
  }

  @Test func anAnswerBeforeTheRequestsEndLingersWhereItCloses() {
    var state = state()
    _ = feed(&state, head("/x"), body("a"))
    var closing = response
    closing.headers.add(name: "Connection", value: "close")
    let result13 = state.answerBegins(closing)
    #expect(!result13)
    let result14 = state.answerEnds(now: start)
    #expect(result14 == .linger)
    #expect(feed(&state, body("1234"), body("5678"), body("9")) == ["-", "-", "close"])
  }

  @Test func anEarlyAnswerOnALivingConnectionLetsTheRestThrough() {
    var state = state()
    _ = feed(&state, head("/x"), body("a"))
    _ = state.answerBegins(response)
    let result15 = state.answerEnds(now: start)
    #expect(result15 == .idle)
    #expect(feed(&state, body("b"), end, head("/m"), end) == ["pass('b')", "pass(.)", "-", "accept(/m  t)"])
  }

  @Test func informationalAnswersCountForNothing() {
    var state = state()
    _ = feed(&state, head("/x", ["connection": "close"]), end)
    let result16 = state.answerBegins(HTTPResponseHead(version: .http1_1, status: .continue))
    #expect(!result16)
    let result17 = state.answerBegins(response)
    #expect(result17)
  }

  @Test func quiescingLetsWhatRunsFinish() {
    var idle = state()
    let result18 = idle.quiesce()
    #expect(result18)

    var short = state()
    _ = feed(&short, head("/m"), end)
    let result19 = short.quiesce()
    #expect(!result19)
    #expect(feed(&short, head("/m"), end) == ["held", "held"])
    #expect(short.endsWithNextAnswer)
    let result20 = short.answered(now: start)
    #expect(result20 == .close)
    #expect(release(&short) == ["-", "-"])

    var ordinary = state()
    _ = feed(&ordinary, head("/x"), end)
    _ = ordinary.answerBegins(response)
    let result21 = ordinary.quiesce()
    #expect(!result21)
    let result22 = ordinary.answerEnds(now: start)
    #expect(result22 == .close)

    var reading = state()
    _ = feed(&reading, head("/m"), body("a"))
    let result23 = reading.quiesce()
    #expect(!result23)
    #expect(feed(&reading, end) == ["accept(/m a t)"])
    let result24 = reading.answered(now: start)
    #expect(result24 == .close)
  }

  @Test func theEndOfInputIsPassedOnInItsTurn() {
    var state = state()
    _ = feed(&state, head("/m"), end)
    #expect(feed(&state, .inputClosed) == ["held"])
    _ = state.answered(now: start)
    #expect(release(&state) == ["pass($)"])
  }

  @Test func errorsGoWhereTheRequestIs() {
    struct Other: Error {}
    var idle = state()
    #expect(feed(&idle, .error(HTTPParserError.invalidMethod)) == ["refuse"])
    #expect(feed(&idle, head("/x")) == ["-"])

    var collecting = state()
    #expect(feed(&collecting, head("/m"), body("a"), .error(HTTPParserError.invalidChunkSize)).last == "pass(/m 'a' !)")

    var accepting = state()
    #expect(feed(&accepting, head("/m"), end, .error(HTTPParserError.invalidMethod)).last == "held")
    _ = accepting.answered(now: start)
    #expect(release(&accepting) == ["refuse"])

    var other = state()
    #expect(feed(&other, .error(Other())) == ["pass(!)"])
  }

  @Test func patienceDependsOnWhatIsAwaited() throws {
    var state = state()
    #expect(try #require(state.deadline()) == (start + .seconds(60), .idle))
    _ = feed(&state, head("/m"))
    #expect(try #require(state.deadline()) == (start + .seconds(30), .request))
    _ = feed(&state, end)
    #expect(state.deadline()?.0 == nil)
    _ = state.answered(now: start + .seconds(5))
    #expect(try #require(state.deadline()) == (start + .seconds(65), .idle))
    _ = feed(&state, head("/x"))
    #expect(try #require(state.deadline()) == (start + .seconds(30), .request))
    _ = feed(&state, end)
    #expect(state.deadline()?.0 == nil)
    state.becameWritable(false, now: start + .seconds(6))
    #expect(try #require(state.deadline()) == (start + .seconds(66), .stalled))
    state.becameWritable(true, now: start + .seconds(7))
    #expect(state.deadline()?.0 == nil)
  }

  @Test func aRequestThatDoesNotEndIsGivenUp() {
    var collecting = state()
    _ = feed(&collecting, head("/m"), body("a"))
    let collectingEnd = collecting.expired(.request)
    #expect(text(collectingEnd) == "pass(/m 'a' !)")
    #expect(collecting.deadline()?.0 == nil)
    let result25 = collecting.answerBegins(response)
    #expect(result25)
    let result26 = collecting.answerEnds(now: start)
    #expect(result26 == .linger)

    var ordinary = state()
    _ = feed(&ordinary, head("/x"))
    let ordinaryEnd = ordinary.expired(.request)
    #expect(text(ordinaryEnd) == "pass(!)")

    var answered = state()
    _ = feed(&answered, head("/x"))
    _ = answered.answerEnds(now: start)
    let answeredEnd = answered.expired(.request)
    #expect(text(answeredEnd) == "close")

    var idle = state()
    let idleEnd = idle.expired(.idle)
    #expect(text(idleEnd) == "close")
  }

  @Test func lingeringEndsSoonAfterTheAnswerHasLeft() throws {
    var state = state()
    _ = feed(&state, head("/x", ["connection": "close"]))
    _ = state.answerBegins(response)
    let result27 = state.answerEnds(now: start)
    #expect(result27 == .linger)
    #expect(try #require(state.deadline()) == (start + .seconds(60), .linger))
    state.outputClosed(now: start + .seconds(1))
    #expect(try #require(state.deadline()) == (start + .seconds(3), .linger))
    #expect(feed(&state, end) == ["close"])
  }
}
