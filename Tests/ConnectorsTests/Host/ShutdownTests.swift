import CConnectorABI
import Connectors
import Testing

struct ShutdownTests {
  @Test func endsEverySendThatIsUnderWay() async throws {
    var account = ChannelAccountConfiguration.chaos()
    account.limits = SendLimits(maxInFlight: 100)
    let fixture = try HostFixture([account])
    try await fixture.host.start()
    try await fixture.connected()
    let handedOver = (0..<100).map { fixture.begin("!never", key: "\($0)") }
    try await fixture.eventually("all were handed over") { fixture.host.health(account: "one").inFlight == 100 }
    let waiting = (0..<50).map { fixture.begin("!ok", key: "w\($0)") }
    await fixture.shutdown()
    for send in handedOver {
      let result = await send.result.value
      #expect(result.code == C4A_UNCERTAIN && result.reachedConnector)
    }
    for send in waiting {
      let result = await send.result.value
      #expect(result.code == C4A_CANCELLED && !result.reachedConnector)
    }
    let late = await fixture.send("!ok")
    #expect(late.code == C4A_NOT_FOUND || late.code == C4A_CANCELLED)
    #expect(!late.reachedConnector)
  }

  @Test func letsWhatIsUnderWayEndWell() async throws {
    let fixture = try HostFixture([.chaos()])
    try await fixture.host.start()
    let send = fixture.begin("!delay 300")
    try await fixture.eventually("it was handed over") { fixture.host.health(account: "one").inFlight == 1 }
    await fixture.shutdown()
    #expect(await send.result.value.code == C4A_OK)
  }

  @Test func firesPendingTimersOnceAsCancelled() async throws {
    let fixture = try HostFixture([.echo("one", ["latency_ms": 3_600_000])])
    try await fixture.host.start()
    let send = fixture.begin("a", deadline: .seconds(7_200))
    try await fixture.eventually("it was handed over") { fixture.host.health(account: "one").inFlight == 1 }
    await fixture.shutdown()
    // The instance's time was over first, so the connector's own answer came too late.
    #expect(await send.result.value.code == C4A_UNCERTAIN)
    #expect(fixture.host.health(account: "one").counters.stale == 1)
  }

  @Test func doesNotWaitForAConnectorThatHangs() async throws {
    let fixture = try HostFixture([.chaos("one"), .echo("two")])
    try await fixture.host.start()
    let send = fixture.begin("!hang forever", to: "one")
    try await fixture.eventually("the call has begun") { fixture.host.health(account: "one").inFlight == 1 }
    await fixture.shutdown()
    #expect(await send.result.value.code == C4A_UNCERTAIN)
    #expect(fixture.host.health(account: "two").status == .stopped)
  }

  @Test(arguments: ["never", "hang forever", "retry"]) func doesNotWaitForADisconnectThatFails(how: String) async throws
  {
    let fixture = try HostFixture([.chaos("one", ["disconnect": .string(how)])])
    try await fixture.host.start()
    try await fixture.connected()
    await fixture.shutdown()
    #expect(fixture.host.health(account: "one").status == .stopped)
  }

  @Test func canBeAskedForTwice() async throws {
    let fixture = try HostFixture([.echo()])
    try await fixture.host.start()
    async let first: Void = fixture.shutdown()
    async let second: Void = fixture.shutdown()
    _ = await (first, second)
    await fixture.shutdown()
    #expect(fixture.host.health(account: "one").status == .stopped)
  }

  @Test func endsWhileTheAccountIsStillConnecting() async throws {
    let fixture = try HostFixture([.chaos("one", ["connect": "never"])])
    try await fixture.host.start()
    let waiting = fixture.begin("!ok")
    await fixture.shutdown()
    let result = await waiting.result.value
    #expect(result.code == C4A_CANCELLED && !result.reachedConnector)
  }

  @Test func livesAHundredTimesInOneProcess() async throws {
    for _ in 0..<100 {
      let fixture = try HostFixture([.echo("one"), .chaos("two")])
      try await fixture.host.start()
      #expect(await fixture.send("a", to: "one").code == C4A_OK)
      await fixture.shutdown()
    }
  }
}
