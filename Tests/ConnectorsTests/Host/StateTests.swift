import CConnectorABI
import Connectors
import Testing

/// The values that a connector keeps, as a connector in C sees them.
struct StateTests {
  private func run(_ state: FakeState, _ body: (HostFixture) async throws -> Void) async throws {
    let fixture = try HostFixture(
      ["one", "two"].map { ChannelAccountConfiguration(name: $0, plugin: try ServiceProbe.path()) },
      services: ConnectorServices(state: state))
    try await fixture.run {
      try await fixture.connected("one")
      try await fixture.connected("two")
      try await body(fixture)
    }
  }

  private func webhook(_ body: String) -> WebhookRequest {
    WebhookRequest(receivedAt: 1, method: "POST", body: Array(body.utf8) + [0])
  }

  @Test func keepsValuesForEachAccount() async throws {
    let state = FakeState()
    try await run(state) { fixture in
      #expect(await fixture.send("read k").remoteID == "204 -")
      #expect(await fixture.send("keep k first").remoteID == "0")
      #expect(await fixture.send("keep k second").remoteID == "0")
      #expect(await fixture.send("read k").remoteID == "0 second")
      #expect(await fixture.send("read k", to: "two").remoteID == "204 -")
      #expect(await fixture.send("keep k").remoteID == "0")
      #expect(await fixture.send("read k").remoteID == "204 -")
    }
    #expect(state.stored.allSatisfy { $0.account == "one" && $0.key == "k" })
    #expect(state.stored.last?.value == nil && state.stored.count > 0)
    let times = state.stored.map(\.changedAt)
    #expect(zip(times, times.dropFirst()).allSatisfy { $0 < $1 })
  }

  @Test func beginsWithWhatWasKept() async throws {
    let state = FakeState(loaded: [
      ConnectorStateChange(account: "one", key: "k", value: Array("old".utf8), changedAt: 5),
      ConnectorStateChange(account: "two", key: "k", value: nil, changedAt: 6),
    ])
    try await run(state) { fixture in
      #expect(await fixture.send("read k").remoteID == "0 old")
      #expect(await fixture.send("read k", to: "two").remoteID == "204 -")
    }
  }

  @Test func hasLoadedBeforeAnInstanceIsMade() async throws {
    let state = FakeState(loaded: [
      ConnectorStateChange(account: "two", key: "at create", value: Array("fail".utf8), changedAt: 5)
    ])
    let error = await #expect(throws: ConnectorHostErrors.self) { try await run(state) { _ in } }
    #expect(error?.errors.map(\.account) == ["two"])
  }

  @Test func doesNotStartWithoutWhatWasKept() async throws {
    await #expect(throws: FakeState.Away.self) { try await run(FakeState(loaded: nil)) { _ in } }
  }

  @Test func keepsAWebhooksValuesWithItsEventsOrNotAtAll() async throws {
    let state = FakeState()
    try await run(state) { fixture in
      let refused = await fixture.webhook(webhook("500 k refused"))
      #expect(refused.stateChanges.isEmpty)
      let taken = await fixture.webhook(webhook("200 k taken"))
      #expect(taken.stateChanges.map(\.key) == ["k"] && taken.stateChanges.map(\.value) == [Array("taken".utf8)])
      // Whoever stores it says when that is done.
      #expect(await fixture.send("read k").remoteID == "204 -")
      fixture.host.stateStored(taken.stateChanges)
      #expect(await fixture.send("read k").remoteID == "0 taken")
      #expect(state.stored.isEmpty)
    }
  }

  @Test func holdsTheLaterOfTwoChangesWhicheverIsStoredFirst() async throws {
    let state = FakeState()
    try await run(state) { fixture in
      let earlier = await fixture.webhook(webhook("200 k earlier"))
      #expect(await fixture.send("keep k later").remoteID == "0")
      fixture.host.stateStored(earlier.stateChanges)
      #expect(await fixture.send("read k").remoteID == "0 later")
      let removal = await fixture.webhook(webhook("200 k"))
      fixture.host.stateStored(removal.stateChanges)
      fixture.host.stateStored(earlier.stateChanges)
      #expect(await fixture.send("read k").remoteID == "204 -")
    }
  }

  @Test func keepsToItsLimits() async throws {
    let state = FakeState()
    try await run(state) { fixture in
      // A value of 64 KiB and a key of 128 bytes go; 999 further ones do, and not one more.
      #expect(
        await fixture.send("limits").remoteID == "0 202 202 901 901 901 902 900 903 204 901 901 65536 999 202")
      #expect(await fixture.send("keep key-0 again").remoteID == "0")
      #expect(await fixture.send("keep key-1").remoteID == "0")
      #expect(await fixture.send("keep one-more x").remoteID == "0")
      #expect(await fixture.send("keep too-many x").remoteID == "202")
    }
  }

  @Test func saysWhereItKeepsNothing() async throws {
    let fixture = try HostFixture([ChannelAccountConfiguration(name: "one", plugin: try ServiceProbe.path())])
    try await fixture.run {
      #expect(await fixture.send("read k").remoteID == "201 -")
      #expect(await fixture.send("keep k v").remoteID == "201")
    }
  }
}
