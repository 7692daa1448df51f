import CConnectorABI
import Connectors
import Testing

/// What the host makes of connectors that fail, hang, answer twice or never.
struct MisbehaviourTests {
  @Test(arguments: [
    ("retry", C4A_RETRY, ResultClass.retry), ("rate_limited", C4A_RATE_LIMITED, .retry),
    ("permanent", C4A_PERMANENT, .permanent), ("unsupported", C4A_UNSUPPORTED, .permanent),
    ("too_large", C4A_TOO_LARGE, .permanent), ("blocked", C4A_BLOCKED, .permanent),
    ("auth_failed", C4A_AUTH_FAILED, .pauseInstance), ("bad_config", C4A_BAD_CONFIG, .pauseInstance),
    ("uncertain", C4A_UNCERTAIN, .unknownOutcome), ("cancelled", C4A_CANCELLED, .unknownOutcome),
    ("stale", C4A_STALE, .contractViolation), ("177", 177, .retry), ("-3", -3, .contractViolation),
    ("700", 700, .contractViolation),
  ]) func passesEveryResultOn(name: String, code: Int32, expected: ResultClass) async throws {
    let fixture = try HostFixture([.chaos()])
    try await fixture.run {
      let result = await fixture.send("!fail \(name)")
      #expect(result.code == code && result.resultClass == expected)
      #expect(result.detail == "as told" && result.remoteID == nil && result.reachedConnector)
    }
  }

  @Test func passesOnHowLongToWaitAndForWhat() async throws {
    let fixture = try HostFixture([.chaos()])
    try await fixture.run {
      let result = await fixture.send("!fail rate_limited after 2500 chat")
      #expect(result.retryAfter == .milliseconds(2_500))
      #expect(result.scope == .chat)
      #expect(await fixture.send("!fail rate_limited").scope == .instance)
    }
  }

  @Test func failsAsOftenAsTold() async throws {
    let fixture = try HostFixture([.chaos("one", ["script": "!fail retry 3"])])
    try await fixture.run {
      var codes: [Int32] = []
      for _ in 1...4 { codes.append(await fixture.send("hello", key: "same").code) }
      #expect(codes == [C4A_RETRY, C4A_RETRY, C4A_RETRY, C4A_OK])
      #expect(await fixture.send("hello", key: "other", attempt: 4).code == C4A_OK)
    }
  }

  @Test func countsASecondAnswerAndPassesOnTheFirst() async throws {
    let fixture = try HostFixture([.chaos()])
    try await fixture.run {
      #expect(await fixture.send("!twice").code == C4A_OK)
      try await fixture.eventually("it was counted") { fixture.host.health(account: "one").counters.stale == 1 }
      #expect(fixture.host.health(account: "one").counters.completed == 1)
    }
  }

  @Test func survivesGarbage() async throws {
    let fixture = try HostFixture([.chaos()])
    try await fixture.run {
      #expect(await fixture.send("!garbage").code == C4A_OK)
      let counters = fixture.host.health(account: "one").counters
      #expect(counters.invalid == 3)
      #expect(counters.stale == 1, "a token of nobody's instance is counted nowhere")
    }
  }

  @Test func endsASendThatIsNeverAnsweredAtItsDeadline() async throws {
    let fixture = try HostFixture([.chaos()])
    try await fixture.run {
      let send = fixture.begin("!never", deadline: .seconds(10))
      try await fixture.eventually("it was handed over") { fixture.host.health(account: "one").inFlight == 1 }
      fixture.advance(by: .milliseconds(9_999))
      #expect(fixture.host.health(account: "one").inFlight == 1)
      fixture.advance(by: .milliseconds(1))
      let result = await send.result.value
      #expect(result.code == C4A_TIMEOUT && result.reachedConnector)
      #expect(result.breakerVerdict == .failure)
      #expect(fixture.host.health(account: "one").counters.timeouts == 1)
      #expect(await fixture.send("!ok").code == C4A_OK)
    }
  }

  @Test func takesNoNoticeOfALateAnswer() async throws {
    let fixture = try HostFixture([.chaos()])
    try await fixture.run {
      let send = fixture.begin("!delay 2000", deadline: .seconds(1))
      try await fixture.eventually("it was handed over") { fixture.host.health(account: "one").inFlight == 1 }
      fixture.advance(by: .seconds(1))
      #expect(await send.result.value.code == C4A_TIMEOUT)
      try await fixture.eventually("the answer was counted") {
        // The connector's two seconds may have begun only after the step above.
        fixture.advance(by: .milliseconds(100))
        return fixture.host.health(account: "one").counters.stale == 1
      }
    }
  }

  @Test func takesAnswersFromForeignThreads() async throws {
    let fixture = try HostFixture([.chaos()])
    try await fixture.run {
      let sends = (0..<50).map { fixture.begin("!thread", key: "\($0)") }
      var ids: Set<String?> = []
      for send in sends { ids.insert(await send.result.value.remoteID) }
      #expect(ids.count == 50 && !ids.contains(nil))
    }
  }

  @Test func handsOverNoMoreThanTheConnectorMayHave() async throws {
    var account = ChannelAccountConfiguration.chaos()
    account.limits = SendLimits(maxInFlight: 3, maxQueued: 5)
    let fixture = try HostFixture([account])
    try await fixture.run {
      try await fixture.connected()
      let held = (0..<3).map { fixture.begin("!never", key: "\($0)", deadline: .seconds(5)) }
      try await fixture.eventually("three are in flight") { fixture.host.health(account: "one").inFlight == 3 }
      let waiting = (0..<5).map { fixture.begin("!ok", key: "w\($0)", deadline: .seconds($0 == 0 ? 2 : 60)) }
      #expect(fixture.host.health(account: "one").queued == 5)
      let refused = await fixture.send("!ok")
      #expect(refused.code == C4A_RETRY && !refused.reachedConnector)

      fixture.advance(by: .seconds(2))
      let impatient = await waiting[0].result.value
      #expect(impatient.code == C4A_RETRY && !impatient.reachedConnector, "nothing can have been sent")

      fixture.advance(by: .seconds(3))
      for send in held { #expect(await send.result.value.code == C4A_TIMEOUT) }
      for send in waiting[1...] { #expect(await send.result.value.code == C4A_OK) }
    }
  }

  @Test func cancelsASendThatWaits() async throws {
    var account = ChannelAccountConfiguration.chaos()
    account.limits = SendLimits(maxInFlight: 1)
    let fixture = try HostFixture([account])
    try await fixture.run {
      let held = fixture.begin("!delay 1000")
      try await fixture.eventually("it was handed over") { fixture.host.health(account: "one").inFlight == 1 }
      let waiting = fixture.begin("!ok")
      fixture.host.cancel(waiting.id)
      fixture.host.cancel(held.id)
      let result = await waiting.result.value
      #expect(result.code == C4A_CANCELLED && !result.reachedConnector)
      fixture.advance(by: .seconds(1))
      #expect(await held.result.value.code == C4A_OK, "a connector without cancel finishes what it has")
      fixture.host.cancel(held.id)
    }
  }

  @Test func aHangingConnectorHoldsUpNobodyElse() async throws {
    let fixture = try HostFixture([.chaos("one"), .chaos("two")])
    try await fixture.run {
      try await fixture.connected("one")
      try await fixture.connected("two")
      let hanging = fixture.begin("!hang other", to: "one")
      try await fixture.eventually("the call has begun") { fixture.host.health(account: "one").inFlight == 1 }
      let behind = fixture.begin("!ok", to: "one", key: "behind")
      #expect(await fixture.send("!ok", to: "two").code == C4A_OK)

      fixture.advance(by: .milliseconds(5_001))
      let hung = await hanging.result.value
      #expect(hung.code == C4A_TIMEOUT && hung.reachedConnector)
      let waited = await behind.result.value
      #expect(waited.code == C4A_RETRY && !waited.reachedConnector)
      let health = fixture.host.health(account: "one")
      #expect(health.status == .hung && health.counters.hangs == 1)
      let refused = fixture.begin("!ok", to: "one")
      fixture.host.tick()
      #expect(await refused.result.value.reachedConnector == false)
      #expect(fixture.host.health(account: "two").status == .ok)

      #expect(await fixture.send("!release other", to: "two").code == C4A_OK)
      try await fixture.eventually("it is back") { fixture.host.health(account: "one").status == .ok }
      #expect(await fixture.send("!ok", to: "one").code == C4A_OK)
      #expect(fixture.host.health(account: "one").counters.stale == 1, "the answer of the call that hung")
    }
  }

  @Test func aHangInCreateDoesNotKeepTheOthersFromStarting() async throws {
    let fixture = try HostFixture([.chaos("one", ["create": "hang create"]), .chaos("two")])
    // Not a child of the test, which would wait for it even when it has failed.
    let started = Task { try await fixture.host.start() }
    try await fixture.eventually("the hang was noticed") {
      fixture.advance(by: .seconds(1))
      return fixture.host.health(account: "one").status == .hung
    }
    try await started.value
    try await fixture.connected("two")
    #expect(await fixture.send("!release create", to: "two").code == C4A_OK)
    await fixture.shutdown()
  }

  @Test func keepsEventsWithinTheirLimit() async throws {
    var account = ChannelAccountConfiguration.chaos()
    account.limits = SendLimits(maxQueuedEvents: 100)
    let fixture = try HostFixture([account])
    try await fixture.run {
      #expect(await fixture.send("!flood 250").code == C4A_OK)
      try await fixture.eventually("the events came") { fixture.reported.all.count == 100 }
      #expect(fixture.host.health(account: "one").counters.eventsDropped == 150)
      #expect(fixture.reported.all.allSatisfy { $0.kind == .message && $0.sender == "flood" && $0.text == "water" })
    }
  }

  @Test func reportsAReceiptThatCameBeforeTheAnswer() async throws {
    let fixture = try HostFixture([.chaos()])
    try await fixture.run {
      let result = await fixture.send("!early")
      try await fixture.eventually("the receipt came") { fixture.reported.all.count == 1 }
      #expect(fixture.reported.all[0].refID == result.remoteID)
    }
  }
}
