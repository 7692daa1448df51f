import CConnectorABI
import Connectors
import Synchronization
import Testing

struct ConnectorHostTests {
  @Test func tellsWhatTheConnectorsAre() async throws {
    let fixture = try HostFixture([.echo("one"), .chaos("two")])
    try await fixture.run {
      #expect(fixture.host.accounts.map(\.name) == ["one", "two"])
      let echo = fixture.host.accounts[0]
      #expect(echo.channel == "echo")
      #expect(echo.displayName == "Echo")
      #expect(echo.version == "1.0.0")
      #expect(echo.capabilities.isSuperset(of: [.sendText, .deliveredReceipts, .readReceipts, .idempotentSend]))
      #expect(echo.capabilities.contains(.webhook) && !echo.capabilities.contains(.mayBlock))
      #expect(echo.maxTextBytes == nil)
      #expect(fixture.host.accounts[1].maxTextBytes == 4_096)
      #expect(
        fixture.host.accounts[1].capabilities.names == ["send_text", "send_file", "webhook", "delivered_receipts"])
    }
    #expect(fixture.host.health(account: "one").status == .stopped)
  }

  @Test func deliversThroughEchoWithReceiptsAfterTheAnswer() async throws {
    let fixture = try HostFixture([.echo()])
    try await fixture.run {
      let result = await fixture.send("Olá, 世界", key: "k1")
      #expect(result == SendResult(code: C4A_OK, remoteID: "echo:k1"))
      #expect(result.resultClass == .ok && result.reachedConnector)
      try await fixture.eventually("both receipts came") { fixture.reported.all.count == 2 }
      let events = fixture.reported.all
      #expect(events.map(\.kind) == [.delivered, .read])
      #expect(events.map(\.refID) == ["echo:k1", "echo:k1"])
      #expect(events.map(\.eventID) == ["echo:k1:delivered", "echo:k1:read"])
      #expect(events.allSatisfy { $0.account == "one" && $0.occurredAt == 1_700_000_001_000_000 })
      let counters = fixture.host.health(account: "one").counters
      #expect(counters.completed == 1 && counters.events == 2 && counters.stale == 0)
    }
  }

  @Test func leavesOutReceiptsThatAreSwitchedOff() async throws {
    let fixture = try HostFixture([.echo("one", ["read": false]), .echo("two", ["delivered": false, "read": false])])
    try await fixture.run {
      _ = await fixture.send("a", to: "one")
      _ = await fixture.send("a", to: "two")
      try await fixture.eventually("the receipt came") { fixture.reported.all.count == 1 }
    }
    #expect(fixture.reported.all.map(\.kind) == [.delivered])
  }

  @Test func takesTheTimeThatTheSettingsSay() async throws {
    let fixture = try HostFixture([.echo("one", ["latency_ms": 250])])
    try await fixture.run {
      let send = fixture.begin("a")
      try await fixture.eventually("it was handed over") { fixture.host.health(account: "one").inFlight == 1 }
      fixture.advance(by: .milliseconds(249))
      #expect(fixture.host.health(account: "one").inFlight == 1)
      fixture.advance(by: .milliseconds(1))
      #expect(await send.result.value.remoteID == "echo:key")
    }
  }

  @Test func keepsTheOrderOfSends() async throws {
    let fixture = try HostFixture([.echo("one", ["delivered": false, "read": false])])
    try await fixture.run {
      let finished = Mutex<[String]>([])
      for number in 0..<500 {
        fixture.host.sendText(HostFixture.message("a", key: "\(number)"), account: "one") { result in
          finished.withLock { $0.append(result.remoteID ?? "?") }
        }
      }
      try await fixture.eventually("all have ended") { finished.withLock(\.count) == 500 }
      #expect(finished.withLock(\.self) == (0..<500).map { "echo:\($0)" })
    }
  }

  @Test func refusesWrongSettingsBeforeAnythingStarts() async throws {
    var wrong = ChannelAccountConfiguration.echo("one", ["latencyms": 5, "read": "maybe"])
    wrong.settingPositions["latencyms"] = SourcePosition(file: "channels.yaml", line: 7, column: 9)
    let fixture = try HostFixture([wrong, .echo("two")])
    let error = await #expect(throws: ConnectorHostErrors.self) { try await fixture.host.start() }
    #expect(
      error?.errors.map(\.description) == [
        "channels.yaml:7:9: account 'one': unknown setting 'latencyms'; did you mean 'latency_ms'?",
        "account 'one': 'read' has to be true or false",
      ]
    )
  }

  @Test func refusesToStartWhenCreateFindsTheSettingsWrong() async throws {
    let fixture = try HostFixture([.echo("one"), .chaos("two", ["create": "bad_config"])])
    let error = await #expect(throws: ConnectorHostErrors.self) { try await fixture.host.start() }
    #expect(error?.errors.map(\.code) == [.badSettings])
    #expect(error?.errors.first?.description == "account 'two': its settings are wrong: as told by the settings")
  }

  @Test func goesOnWithoutAnAccountThatCannotBeMadeYet() async throws {
    let fixture = try HostFixture([.echo("one"), .chaos("two", ["create": "retry"])])
    try await fixture.run {
      #expect(await fixture.send("a", to: "one").code == C4A_OK)
      #expect(fixture.host.health(account: "two").status == .failed)
      let refused = await fixture.send("a", to: "two")
      #expect(refused.code == C4A_RETRY && !refused.reachedConnector)
    }
  }

  @Test func connectsAgainAfterAWhile() async throws {
    let fixture = try HostFixture([.chaos("one", ["connect": "retry 2"])])
    try await fixture.run {
      try await fixture.eventually("the first attempt failed") { fixture.host.health(account: "one").status == .failed }
      let refused = await fixture.send("!ok")
      #expect(refused.code == C4A_RETRY && !refused.reachedConnector)
      #expect(refused.detail == "not connected: as told by the settings")
      fixture.advance(by: .seconds(1))
      fixture.advance(by: .seconds(2))
      try await fixture.eventually("it is connected") {
        fixture.advance(by: .seconds(1))
        return fixture.host.health(account: "one").status == .ok
      }
      #expect(await fixture.send("!ok").code == C4A_OK)
    }
  }

  @Test func pausesAnAccountWithWrongCredentials() async throws {
    let fixture = try HostFixture([.chaos("one", ["connect": "auth_failed"])])
    try await fixture.run {
      try await fixture.eventually("it is paused") { fixture.host.health(account: "one").status == .paused }
      let refused = await fixture.send("!ok")
      #expect(refused.resultClass == .pauseInstance && !refused.reachedConnector)
      #expect(refused.breakerVerdict == .neutral)
    }
  }

  @Test func endsSendsOverUnknownAccounts() async throws {
    let fixture = try HostFixture([.echo()])
    try await fixture.run {
      let result = await fixture.send("a", to: "nobody")
      #expect(result.code == C4A_NOT_FOUND && !result.reachedConnector)
      #expect(fixture.host.health(account: "nobody").status == .failed)
    }
  }

  @Test func startsOnlyOnce() async throws {
    let fixture = try HostFixture([.echo()])
    try await fixture.run {
      let error = await #expect(throws: ConnectorHostErrors.self) { try await fixture.host.start() }
      #expect(error?.errors.first?.code == .alreadyStarted)
      #expect(await fixture.send("a").code == C4A_OK)
    }
  }

  @Test func runsByTheSystemsClock() async throws {
    let host = ConnectorHost(
      accounts: [.echo("one", ["latency_ms": 1]).inProcess],
      searchPath: [try Plugins.directory()],
      logger: .init(label: "test")
    ) { _ in }
    try await host.start()
    let result = await withCheckedContinuation { continuation in
      host.sendText(HostFixture.message("a", key: "k"), account: "one") { continuation.resume(returning: $0) }
    }
    #expect(result.code == C4A_OK)
    await host.shutdown(deadline: .seconds(5))
    #expect(host.health(account: "one").status == .stopped)
  }
}
