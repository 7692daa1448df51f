import Connectors
import Testing

struct WebhookTests {
  private func request(_ body: String, query: String = "", secret: String? = nil) -> WebhookRequest {
    WebhookRequest(
      receivedAt: 1_700_000_000_000_000,
      method: "POST",
      path: "/x",
      query: query,
      remoteAddress: "192.0.2.1",
      headers: secret.map { [("x-chaos-secret", $0)] } ?? [],
      body: Array(body.utf8),
      deadline: .seconds(10)
    )
  }

  private func run(_ settings: [String: String] = [:], _ body: (HostFixture) async throws -> Void) async throws {
    let fixture = try HostFixture([.chaos("one", settings.mapValues { .string($0) })])
    try await fixture.run {
      try await fixture.connected()
      try await body(fixture)
    }
  }

  @Test func bringsEventsWithTheAnswerAndNeverThroughTheSink() async throws {
    try await run { fixture in
      let outcome = await fixture.webhook(request("e1 ana hello there\ne2 bruno hi\n"))
      #expect(outcome.response == .init(status: 200, body: Array("ok".utf8)))
      #expect(outcome.events.map(\.eventID) == ["e1", "e2"])
      #expect(outcome.events.map(\.sender) == ["ana", "bruno"])
      #expect(outcome.events.map(\.text) == ["hello there", "hi"])
      #expect(outcome.events.allSatisfy { $0.kind == .message && $0.account == "one" })
      #expect(fixture.reported.all.isEmpty)
    }
  }

  @Test func discardsTheEventsOfARefusedRequest() async throws {
    try await run { fixture in
      let outcome = await fixture.webhook(request("e1 ana hello\n!status 422\n"))
      #expect(outcome.response.status == 422)
      #expect(outcome.events.isEmpty)
      #expect(fixture.host.health(account: "one").counters.eventsDropped == 1)
    }
  }

  @Test func letsTheConnectorCheckWhoIsCalling() async throws {
    try await run(["secret": "s3cret"]) { fixture in
      #expect(await fixture.webhook(request("e1 ana x")).response.status == 401)
      #expect(await fixture.webhook(request("e1 ana x", secret: "wrong")).response.status == 401)
      #expect(await fixture.webhook(request("e1 ana x", secret: "s3cret")).events.count == 1)
    }
  }

  @Test func answersAHandshakeWithoutEvents() async throws {
    try await run { fixture in
      let outcome = await fixture.webhook(request("", query: "challenge=42"))
      #expect(outcome.response.body == Array("42".utf8))
    }
  }

  @Test func answersForAConnectorThatDoesNot() async throws {
    try await run { fixture in
      async let answer = fixture.webhook(request("e1 ana x\n!never"))
      try await fixture.eventually("its time is over") {
        fixture.advance(by: .seconds(1))
        return fixture.clock.clock.monotonic() > 20_000_000
      }
      let outcome = await answer
      #expect(outcome.response.status == 503)
      #expect(outcome.events.isEmpty && !outcome.detail.isEmpty)
    }
  }

  @Test func countsASecondAnswer() async throws {
    try await run { fixture in
      #expect(await fixture.webhook(request("!twice")).response.status == 200)
      try await fixture.eventually("it was counted") { fixture.host.health(account: "one").counters.stale == 1 }
    }
  }

  @Test func answersForAStatusThatIsNone() async throws {
    try await run { fixture in
      async let answer = fixture.webhook(request("!status 42"))
      try await fixture.eventually("its time is over") {
        fixture.advance(by: .seconds(1))
        return fixture.clock.clock.monotonic() > 20_000_000
      }
      #expect(await answer.response.status == 503)
      #expect(fixture.host.health(account: "one").counters.invalid == 1)
    }
  }

  @Test func takesABodyOfAMegabyteWithZeros() async throws {
    try await run { fixture in
      var large = request("")
      large.body = [UInt8](repeating: 0, count: 1 << 20)
      #expect(await fixture.webhook(large).response.status == 200)
    }
  }

  @Test func knowsNoAccountThatDoesNotExist() async throws {
    let fixture = try HostFixture([.echo()])
    try await fixture.run {
      #expect(await fixture.webhook(request(""), to: "nobody").response.status == 404)
    }
  }
}
