import CConnectorABI
import Glibc
import Testing

@testable import Connectors

/// What a supervised connector promises to those who ask it for something.
struct SupervisedConnectorTests {
  private static let sent = SendResult(code: C4A_OK, remoteID: "r")

  @Test func handsOverInOrderAndPassesTheAnswersOn() throws {
    let fixture = SupervisedFixture()
    let process = try fixture.begin()
    for key in ["a", "b", "c"] { fixture.send(key) }
    for key in ["a", "b", "c"] {
      let (number, text) = try process.nextSend()
      #expect(text.idempotencyKey == key)
      process.answer(number, SendResult(code: C4A_OK, remoteID: key))
    }
    for key in ["a", "b", "c"] { #expect(try fixture.result(key).remoteID == key) }
    #expect(fixture.created.map(\.code) == [C4A_OK])
    try fixture.end()
  }

  @Test func secretsStandInNothingThatPeopleAreTold() throws {
    let fixture = SupervisedFixture()
    let process = try fixture.begin()
    fixture.send("a")
    fixture.webhook("w")
    let (number, _) = try process.nextSend()
    let webhook = try process.nextWebhook()
    process.answer(number, SendResult(code: C4A_PERMANENT, detail: "POST /bothush-hush/send: 404"))
    #expect(try fixture.result("a").detail == "POST /bot[secret]/send: 404")
    process.say(.answered(webhook, .refused(500, "hush-hush is not for all")))
    #expect(try fixture.outcome("w").detail == "[secret] is not for all")
    process.say(.health(ConnectorHealth(status: .failed, detail: "no: hush-hush")))
    try fixture.eventually("it is told") { fixture.connector.health().detail == "no: [secret]" }
    try fixture.end()
  }

  @Test func takesOneAnswerAndNoOther() throws {
    let fixture = SupervisedFixture()
    let process = try fixture.begin()
    fixture.send("a")
    fixture.webhook("w")
    let (number, _) = try process.nextSend()
    let webhook = try process.nextWebhook()
    process.answer(webhook, Self.sent)
    process.say(.answered(number, .refused(500, "")))
    process.answer(number + 999, Self.sent)
    process.answer(0, Self.sent)
    process.answer(number, Self.sent)
    process.answer(number, SendResult(code: C4A_PERMANENT))
    process.say(.answered(webhook, WebhookOutcome(events: [], response: .init(status: 201))))
    process.say(.answered(webhook, WebhookOutcome(events: [], response: .init(status: 202))))
    #expect(try fixture.outcome("w").response.status == 201)
    try fixture.end()
    #expect(fixture.results("a") == [Self.sent])
    #expect(fixture.outcomes("w").count == 1)
    #expect(fixture.launches == 1)
  }

  @Test func aCrashLeavesUncertainWhatTheConnectorHadAndNothingElse() throws {
    let fixture = SupervisedFixture()
    let process = try fixture.begin()
    for key in ["had", "unseen", "unseen-too"] { fixture.send(key) }
    fixture.webhook("w")
    let (first, _) = try process.nextSend()
    _ = try process.nextWebhook()
    process.crash(running: first, handedOver: first)
    let result = try fixture.result("had")
    #expect(result.code == C4A_UNCERTAIN && result.hasCrashed && result.reachedConnector)
    #expect(try fixture.outcome("w").response.status == 503)
    // In their old places.
    let second = try fixture.up(1)
    for key in ["unseen", "unseen-too"] {
      let (number, text) = try second.nextSend()
      #expect(text.idempotencyKey == key && number > first)
      second.answer(number, Self.sent)
      #expect(try fixture.result(key) == Self.sent)
    }
    try fixture.end()
    #expect(fixture.results("had").count == 1)
  }

  @Test func anAnswerOfAProcessThatIsGoneMeansNothing() throws {
    let fixture = SupervisedFixture()
    let process = try fixture.begin()
    fixture.send("a")
    let (number, _) = try process.nextSend()
    process.crash(handedOver: number)
    _ = try fixture.result("a")
    let second = try fixture.up(1)
    second.answer(number, Self.sent)
    try fixture.end()
    #expect(fixture.results("a").map(\.code) == [C4A_UNCERTAIN])
  }

  @Test func whatWasSaidBeforeACrashStillCounts() throws {
    let fixture = SupervisedFixture()
    let process = try fixture.begin()
    fixture.send("a")
    let (number, _) = try process.nextSend()
    process.answer(number, Self.sent)
    process.crash(handedOver: number)
    #expect(try fixture.result("a") == Self.sent)
    try fixture.end()
  }

  @Test func endsAProcessWhoseCallDoesNotComeBack() throws {
    let fixture = SupervisedFixture()
    let process = try fixture.begin()
    fixture.send("a")
    let (number, _) = try process.nextSend()
    let now = fixture.clock.clock.monotonic()
    process.write(.init(running: number, call: "sendText", beganAt: now, handedOver: number))
    fixture.advance(by: .milliseconds(4_900))
    #expect(fixture.results("a").isEmpty)
    fixture.advance(by: .milliseconds(200))
    #expect(try fixture.result("a").code == C4A_UNCERTAIN)
    try fixture.up(1)
    #expect(fixture.connector.health().process?.crashesByReason == ["hung": 1])
    try fixture.end()
  }

  @Test func aHangThatTheProcessNoticesFirstIsAHangAllTheSame() throws {
    let fixture = SupervisedFixture()
    let process = try fixture.begin()
    fixture.send("a")
    let (number, _) = try process.nextSend()
    let now = fixture.clock.clock.monotonic()
    process.write(.init(running: number, call: "sendText", beganAt: now, handedOver: number))
    fixture.clock.advance(by: .seconds(5))
    process.answer(number, SendResult(code: C4A_TIMEOUT, detail: "the call did not come back"))
    let result = try fixture.result("a")
    #expect(result.code == C4A_UNCERTAIN && result.hasCrashed)
    try fixture.up(1)
    #expect(fixture.connector.health().process?.crashesByReason == ["hung": 1])
    try fixture.end()
  }

  @Test func endsAProcessThatSaysNothingThoughAsked() throws {
    let fixture = SupervisedFixture()
    let process = try fixture.begin()
    fixture.send("a")
    let (number, _) = try process.nextSend()
    process.write(.init(running: 0, call: nil, beganAt: 0, handedOver: number))
    // While it answers, it may take its time.
    for _ in 0..<20 { try fixture.beat(process) }
    #expect(fixture.launches == 1)
    fixture.advance(by: .seconds(1))
    try process.next { if case .ping = $0 { () } else { nil } }
    fixture.advance(by: .seconds(6))
    #expect(try fixture.result("a").code == C4A_UNCERTAIN)
    try fixture.up(1)
    #expect(fixture.connector.health().process?.crashesByReason == ["silent": 1])
    try fixture.end()
  }

  @Test func endsAProcessThatBreaksTheProtocol() throws {
    let fixture = SupervisedFixture()
    let process = try fixture.begin()
    process.sayNonsense()
    try fixture.up(1)
    #expect(fixture.connector.health().process?.crashesByReason == ["broken_protocol": 1])
    try fixture.end()
  }

  @Test func runsNoLibraryThatHasBecomeAnotherOne() throws {
    let fixture = SupervisedFixture()
    fixture.start()
    let process = try fixture.process(0)
    var other = SupervisedFixture.description
    other.version = "9.9.9"
    process.say(.hello(FrameHello()))
    process.say(.loaded(other))
    try fixture.eventually("it is told") { fixture.created.count == 1 }
    #expect(fixture.created[0].hasCrashed)
    try fixture.up(1)
    #expect(fixture.connector.health().process?.crashesByReason == ["unusable": 1])
    try fixture.end()
  }

  @Test func endsWhatIsOverdueWithoutWaitingForTheProcess() throws {
    let fixture = SupervisedFixture(SendLimits(maxInFlight: 1))
    let process = try fixture.begin()
    fixture.send("handed", deadline: .seconds(2))
    fixture.send("waits", deadline: .seconds(2))
    fixture.webhook("w", deadline: .seconds(2))
    let (number, _) = try process.nextSend()
    fixture.advance(by: .milliseconds(2_100))
    let waited = try fixture.result("waits")
    #expect(waited.code == C4A_RETRY && !waited.reachedConnector)
    #expect(fixture.results("handed").isEmpty, "the process has a moment longer to say so itself")
    fixture.advance(by: .milliseconds(200))
    let handed = try fixture.result("handed")
    #expect(handed.code == C4A_TIMEOUT && handed.reachedConnector)
    #expect(try fixture.outcome("w").response.status == 503)
    process.answer(number, Self.sent)
    // Its place is free again.
    fixture.send("next")
    #expect(try process.nextSend().text.idempotencyKey == "next")
    try fixture.end()
    #expect(fixture.results("handed").count == 1)
  }

  @Test func cancelsWhatWaitsAndAsksForTheRest() throws {
    let fixture = SupervisedFixture(SendLimits(maxInFlight: 1))
    let process = try fixture.begin()
    let handed = fixture.send("handed")
    let waiting = fixture.send("waits")
    let (number, _) = try process.nextSend()
    fixture.connector.cancel(waiting)
    fixture.connector.cancel(waiting)
    let result = try fixture.result("waits")
    #expect(result.code == C4A_CANCELLED && !result.reachedConnector)
    fixture.connector.cancel(handed)
    #expect(try process.next { if case .cancel(let number) = $0 { number } else { nil } } == number)
    process.answer(number, SendResult(code: C4A_CANCELLED))
    #expect(try fixture.result("handed").code == C4A_CANCELLED)
    fixture.connector.cancel(handed)
    try fixture.end()
    #expect(fixture.results("waits").count == 1 && fixture.results("handed").count == 1)
  }

  @Test func handsOverNoMoreThanTheAccountAllows() throws {
    let fixture = SupervisedFixture(SendLimits(maxInFlight: 2, maxQueued: 3))
    let process = try fixture.begin()
    for key in ["a", "b", "c", "d", "e"] { fixture.send(key) }
    fixture.send("f")
    let refused = try fixture.result("f")
    #expect(refused.code == C4A_RETRY && !refused.reachedConnector)
    let (first, _) = try process.nextSend()
    _ = try process.nextSend()
    #expect(fixture.connector.health().inFlight == 2 && fixture.connector.health().queued == 3)
    process.answer(first, Self.sent)
    #expect(try process.nextSend().text.idempotencyKey == "c")
    try fixture.end()
  }

  @Test func holdsBackWhatAProcessDoesNotRead() throws {
    let fixture = SupervisedFixture(SendLimits(maxInFlight: 64, maxQueued: 64))
    let process = try fixture.begin()
    let large = String(repeating: "x", count: 1 << 20)
    for number in 0..<20 { fixture.send("\(number)", text: large) }
    try fixture.eventually("some of it waits") { fixture.connector.health().queued > 0 }
    #expect(fixture.connector.health().inFlight <= 8, "four MiB, and what the socket takes")
    for number in 0..<20 {
      let (operation, text) = try process.nextSend()
      #expect(text.idempotencyKey == "\(number)")
      process.answer(operation, Self.sent)
    }
    for number in 0..<20 { #expect(try fixture.result("\(number)") == Self.sent) }
    try fixture.end()
  }

  @Test func handsNothingOverBeforeItIsToConnect() throws {
    let fixture = SupervisedFixture()
    fixture.start(connects: false)
    let process = try fixture.up(0)
    fixture.send("a")
    fixture.webhook("w")
    fixture.advance(by: .seconds(1))
    _ = try process.next { if case .ping = $0 { () } else { nil } }
    #expect(fixture.connector.health().inFlight == 0)
    fixture.connector.connect()
    #expect(try process.nextSend().text.idempotencyKey == "a")
    try fixture.end()
  }

  @Test func aStopEndsWhatWaitsAndLetsTheRestEnd() throws {
    let fixture = SupervisedFixture(SendLimits(maxInFlight: 2))
    let process = try fixture.begin()
    for key in ["a", "b", "waits"] { fixture.send(key) }
    let (first, _) = try process.nextSend()
    let (second, _) = try process.nextSend()
    fixture.stop(within: .seconds(10))
    fixture.stop(within: .seconds(10))
    #expect(try fixture.result("waits").code == C4A_CANCELLED)
    fixture.send("late")
    #expect(try fixture.result("late").code == C4A_CANCELLED)
    fixture.webhook("late")
    #expect(try fixture.outcome("late").response.status == 503)
    process.answer(first, Self.sent)
    #expect(try fixture.result("a") == Self.sent)
    #expect(fixture.stops == 0)
    process.say(.stopped)
    process.crash(SIGKILL, handedOver: second)
    #expect(try fixture.result("b").code == C4A_UNCERTAIN)
    try fixture.eventually("both are told") { fixture.stops == 2 }
    #expect(fixture.launches == 1 && fixture.connector.health().status == .stopped)
  }

  @Test func aStopThatTakesTooLongEndsTheProcess() throws {
    let fixture = SupervisedFixture()
    let process = try fixture.begin()
    fixture.send("a")
    let (number, _) = try process.nextSend()
    process.write(.init(running: 0, call: nil, beganAt: 0, handedOver: number))
    fixture.stop(within: .seconds(2))
    fixture.advance(by: .milliseconds(1_900))
    #expect(fixture.stops == 0)
    fixture.advance(by: .milliseconds(200))
    try fixture.eventually("it is over") { fixture.stops == 1 }
    #expect(fixture.results("a").map(\.code) == [C4A_UNCERTAIN])
  }
}
