import CConnectorABI
import Glibc
import Testing

@testable import Connectors

/// When a connector's processes are replaced, and what is thought to be why.
struct RestartTests {
  private static let sent = SendResult(code: C4A_OK, remoteID: "r")

  @Test func comesBackAtOnceAndThenMoreAndMoreSlowly() throws {
    let fixture = SupervisedFixture()
    try fixture.begin().crash(handedOver: 0)
    for (number, delay) in [(1, 250), (2, 500), (3, 1_000)] {
      try fixture.up(number).crash(handedOver: 0)
      try fixture.crashed(number + 1)
      fixture.advance(by: .milliseconds(delay - 1))
      #expect(fixture.launches == number + 1)
      fixture.advance(by: .milliseconds(1))
      _ = try fixture.process(number + 1)
    }
    try fixture.eventually("all are counted") { fixture.connector.health().process?.restarts == 4 }
    try fixture.end()
  }

  @Test func aProcessThatCannotBeStartedIsACrash() throws {
    let fixture = SupervisedFixture()
    fixture.failToStart(1)
    fixture.start()
    try fixture.eventually("it is told") { fixture.created.count == 1 }
    #expect(fixture.created[0].code == C4A_RETRY && fixture.created[0].hasCrashed)
    try fixture.up(0)
    #expect(fixture.connector.health().process?.crashesByReason == ["not_started": 1])
    try fixture.end()
  }

  @Test func tenCrashesAreQuarantineAndALifeOfAMinuteEndsIt() throws {
    let fixture = SupervisedFixture()
    fixture.start()
    for number in 0..<10 {
      try fixture.up(number).crash(handedOver: 0)
      try fixture.crashed(number + 1)
      // The second one comes at once.
      if (1..<9).contains(number) { fixture.advance(by: .seconds(59)) }
    }
    let health = fixture.connector.health()
    #expect(health.status == .failed && health.process?.isQuarantined == true)
    fixture.send("refused")
    let refused = try fixture.result("refused")
    #expect(refused.code == C4A_RETRY && !refused.reachedConnector && refused.retryAfter == .seconds(300))
    fixture.advance(by: .seconds(300))
    let probe = try fixture.up(10)
    for key in ["a", "b"] { fixture.send(key) }
    let (first, _) = try probe.nextSend()
    #expect(fixture.connector.health().inFlight == 1, "one at a time")
    probe.answer(first, Self.sent)
    let (second, _) = try probe.nextSend()
    probe.answer(second, Self.sent)
    _ = try fixture.result("b")
    for _ in 0..<61 { try fixture.beat(probe) }
    for key in ["c", "d"] { fixture.send(key) }
    _ = try probe.nextSend()
    _ = try probe.nextSend()
    probe.crash(handedOver: 0)
    try fixture.up(11)
    #expect(fixture.connector.health().process?.isQuarantined == false)
    try fixture.end()
  }

  @Test func theSecondCrashInItsCallGivesAMessageUp() throws {
    let fixture = SupervisedFixture()
    var process = try fixture.begin()
    for attempt in 1...2 {
      fixture.send("poison")
      fixture.send("innocent")
      let (number, text) = try process.nextSend()
      let poison = text.idempotencyKey == "poison" ? number : try process.nextSend().number
      process.crash(running: poison, handedOver: poison)
      let result = try fixture.result("poison", number: attempt)
      #expect(result.code == (attempt == 1 ? C4A_UNCERTAIN : C4A_PERMANENT) && result.hasCrashed)
      process = try fixture.upAgain(attempt)
      let (innocent, _) = try process.nextSend()
      process.answer(innocent, Self.sent)
      #expect(try fixture.result("innocent", number: attempt) == Self.sent)
    }
    try fixture.end()
  }

  /// The worst case: nobody's call is running when the process dies, and everybody was there.
  @Test func findsTheOneThatSilencesItsProcessAndNobodyElse() throws {
    let fixture = SupervisedFixture()
    let keys = (0..<8).map { "m\($0)" }
    var process = try fixture.begin()
    for key in keys { fixture.send(key) }
    var last: UInt64 = 0
    for _ in keys { last = try process.nextSend().number }
    process.crash(handedOver: last)
    for key in keys { #expect(try fixture.result(key).code == C4A_UNCERTAIN) }
    var attempts = Dictionary(uniqueKeysWithValues: keys.map { ($0, 1) })
    var crashes = 1
    process = try fixture.up(1)
    func again(_ key: String) {
      attempts[key, default: 0] += 1
      fixture.send(key)
    }
    for key in keys { again(key) }
    fixture.send("newcomer")
    var ended: Set<String> = []
    while ended.count < keys.count + 1 {
      let (number, text) = try process.nextSend()
      let key = text.idempotencyKey
      if key == "m5" {
        #expect(fixture.connector.health().inFlight == 1, "suspects are tried alone")
        process.crash(handedOver: number)
        crashes += 1
        let result = try fixture.result(key, number: attempts[key]!)
        if result.code == C4A_PERMANENT { ended.insert(key) } else { again(key) }
        process = try fixture.upAgain(crashes)
      } else {
        process.answer(number, Self.sent)
        #expect(try fixture.result(key, number: attempts[key] ?? 1) == Self.sent)
        ended.insert(key)
      }
    }
    #expect(crashes == 3, "once among others, and twice alone")
    try fixture.end()
  }

  @Test func othersAreNotHeldUpForLongByASuspectThatDoesNotEnd() throws {
    let fixture = SupervisedFixture()
    let process = try fixture.begin()
    for key in ["slow", "other"] { fixture.send(key) }
    _ = try process.nextSend()
    process.crash(handedOver: try process.nextSend().number)
    _ = try fixture.result("other")
    let second = try fixture.up(1)
    fixture.send("slow")
    #expect(try second.nextSend().text.idempotencyKey == "slow")
    fixture.send("waits")
    var waited = Duration.zero
    while fixture.connector.health().inFlight < 2 {
      fixture.advance(by: .milliseconds(500))
      waited += .milliseconds(500)
      second.say(.pong(0))
      try #require(waited <= .seconds(10))
      usleep(2_000)
    }
    #expect(waited >= .seconds(2))
    #expect(try second.nextSend().text.idempotencyKey == "waits")
    try fixture.end()
  }

  @Test func aCallbackThatCrashesItsConnectorTwiceIsRefusedForAWhile() throws {
    let fixture = SupervisedFixture()
    var process = try fixture.begin()
    for attempt in 1...2 {
      fixture.webhook("poison")
      let number = try process.nextWebhook()
      process.crash(running: number, call: "onWebhookEvent", handedOver: 0)
      let outcome = try fixture.outcome("poison", number: attempt)
      #expect(outcome.response.status == 503 && outcome.crashing?.isNew == (attempt == 1 ? nil : true))
      process = try fixture.upAgain(attempt)
    }
    // It is not handed over, and the account goes on.
    fixture.webhook("poison")
    let refused = try fixture.outcome("poison", number: 3)
    #expect(refused.crashing?.isNew == false && refused.crashing?.remaining == .seconds(595))
    fixture.webhook("good")
    process.say(.answered(try process.nextWebhook(), WebhookOutcome(events: [], response: .init(status: 200))))
    #expect(try fixture.outcome("good").response.status == 200)
    #expect(fixture.launches == 3)
    // One more crash is enough when it is tried again, for twice as long.
    fixture.webhook("poison", isReplayed: true)
    process.crash(running: try process.nextWebhook(), call: "onWebhookEvent", handedOver: 0)
    #expect(try fixture.outcome("poison", number: 4).crashing?.remaining == .seconds(1_200))
    process = try fixture.upAgain(3)
    // A mended connector is given it again, and it is forgiven.
    fixture.webhook("poison", isReplayed: true)
    process.say(.answered(try process.nextWebhook(), WebhookOutcome(events: [], response: .init(status: 200))))
    #expect(try fixture.outcome("poison", number: 5).response.status == 200)
    fixture.webhook("poison")
    _ = try process.nextWebhook()
    try fixture.end()
  }

  @Test func aCallbackThatItsConnectorWasNotGivenIsNotForgiven() throws {
    let fixture = SupervisedFixture()
    var process = try fixture.begin()
    fixture.webhook("poison")
    process.crash(running: try process.nextWebhook(), call: "onWebhookEvent", handedOver: 0)
    process = try fixture.upAgain(1)
    // The process answers for itself: the connector is not connected yet.
    fixture.webhook("poison")
    process.say(.answered(try process.nextWebhook(), .refused(503, "the account is not connected, or busy")))
    #expect(try fixture.outcome("poison", number: 2).crashing == nil)
    fixture.webhook("poison")
    process.crash(running: try process.nextWebhook(), call: "onWebhookEvent", handedOver: 0)
    #expect(try fixture.outcome("poison", number: 3).crashing?.isNew == true)
    try fixture.end()
  }

  @Test func aThousandCrashesInAnHourLoseNothing() throws {
    var limits = HostingLimits()
    limits.crashes.stableAfter = .seconds(3)
    let fixture = SupervisedFixture(hosting: limits)
    fixture.start()
    for number in 0..<1_000 {
      let process = try fixture.up(number)
      fixture.send("had-\(number)")
      let (had, _) = try process.nextSend()
      fixture.clock.advance(by: .milliseconds(3_600))
      process.crash(handedOver: had)
      #expect(try fixture.result("had-\(number)").code == C4A_UNCERTAIN)
    }
    try fixture.up(1_000)
    let process = fixture.connector.health().process
    #expect(process?.crashes == 1_000 && process?.restarts == 1_000 && process?.isQuarantined == false)
    #expect((0..<1_000).allSatisfy { fixture.results("had-\($0)").count == 1 })
    #expect(fixture.connector.state.handed.isEmpty && fixture.connector.state.works.isEmpty)
    #expect(fixture.connector.state.suspicion.count <= Suspicion.capacity)
    try fixture.end()
  }

  @Test func whatAProcessPrintsIsLoggedWithoutSecrets() throws {
    let fixture = SupervisedFixture(prints: true)
    let process = try fixture.begin()
    process.print("the token is hush-hush\nthread panicked\n")
    for number in 0..<1_000 { process.print("noise \(number)\n") }
    process.print("without an end")
    close(process.printer)
    try fixture.eventually("all was read") { fixture.log.lines.contains { $0.metadata["dropped_lines"] != nil } }
    let printed = fixture.log.lines.compactMap { $0.metadata["line"] }
    #expect(printed.prefix(2) == ["the token is [secret]", "thread panicked"])
    #expect(printed.count >= 200 && printed.count < 300)
    let dropped = fixture.log.lines.compactMap { $0.metadata["dropped_lines"].flatMap { Int($0) } }.reduce(0, +)
    #expect(printed.count + dropped == 1_003)
    #expect(fixture.log.lines.allSatisfy { $0.metadata["line"] == nil || $0.metadata["channel_account"] == "one" })
    try fixture.end()
  }
}
