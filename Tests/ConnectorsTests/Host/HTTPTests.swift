import CConnectorABI
import Connectors
import JSON
import Testing

/// The host's HTTP as a connector in C sees it.
struct HTTPTests {
  private let http = FakeHTTP()

  private func run(
    _ settings: [String: JSONValue] = [:], _ body: (HostFixture) async throws -> Void
  ) async throws {
    let account = ChannelAccountConfiguration(name: "one", plugin: try ServiceProbe.path(), settings: settings)
    let fixture = try HostFixture([account], services: ConnectorServices(http: http))
    try await fixture.run {
      try await fixture.connected()
      try await body(fixture)
    }
  }

  /// Sends a message, answers the request that it leads to, and returns what the connector made of it.
  private func exchange(
    _ fixture: HostFixture, _ text: String, _ outcome: ConnectorHTTPOutcome
  ) async throws -> String? {
    let before = http.requests.count
    let send = fixture.begin(text)
    try await fixture.eventually("the request is there") { http.requests.count == before + 1 }
    http.answer(UInt64(before), outcome)
    return await send.result.value.remoteID
  }

  private let ok = ConnectorHTTPOutcome.response(
    .init(status: 200, headers: [.init(name: "x-a", value: "1")], body: Array("hello".utf8)))

  @Test func passesARequestOnAndTheResponseBack() async throws {
    try await run { fixture in
      let found1 = try await exchange(fixture, "get https://api.example.org/x?y", ok)
      #expect(found1 == "0 200 1 1 hello -")
      let request = try #require(http.requests.first)
      #expect(request.account == "one" && request.method == "GET" && request.url == "https://api.example.org/x?y")
      #expect(request.headers.isEmpty && request.body == .none && !request.followsRedirects)
      #expect(request.responseLimit == 8 << 20)
      #expect(request.timeout == .seconds(30))
      let empty = ConnectorHTTPOutcome.response(.init(status: 204))
      let found2 = try await exchange(fixture, "get https://api.example.org/", empty)
      #expect(found2 == "0 204 0 - - -")
    }
  }

  @Test func takesOverEverythingThatARequestSays() async throws {
    try await run { fixture in
      _ = try await exchange(fixture, "rich https://api.example.org/", ok)
      let request = try #require(http.requests.first)
      #expect(
        request
          == ConnectorHTTPRequest(
            account: "one", method: "POST", url: "https://api.example.org/",
            headers: [.init(name: "Content-Type", value: "text/plain"), .init(name: "X-Empty", value: "")],
            body: .bytes([97, 0, 98]), timeout: .milliseconds(1_500), responseLimit: 1_234, followsRedirects: true,
            allowedHosts: request.allowedHosts))
    }
  }

  @Test func takesOverForms() async throws {
    try await run { fixture in
      _ = try await exchange(fixture, "form https://api.example.org/", ok)
      #expect(
        http.requests.first?.body
          == .parts([
            .init(name: "field", data: Array("value".utf8)),
            .init(name: "file", filename: "a.png", mime: "image/png", data: Array("bytes".utf8)),
          ]))
    }
  }

  @Test func givesALargeBodyWithItsEnd() async throws {
    try await run { fixture in
      let large = ConnectorHTTPOutcome.response(.init(status: 200, body: [UInt8](repeating: 97, count: 3 << 20)))
      let found = try await exchange(fixture, "get https://a.org", large)
      #expect(found?.hasSuffix("aaa -") == true)
    }
  }

  @Test(arguments: [
    (ConnectorHTTPOutcome.Failure.notSent, 100), (.noAnswer, 400), (.timeout, 402), (.tooLarge, 202), (.forbidden, 200),
    (.cancelled, 401),
  ])
  func saysHowARequestFailed(failure: ConnectorHTTPOutcome.Failure, code: Int) async throws {
    try await run { fixture in
      let outcome = ConnectorHTTPOutcome.failure(failure, detail: "because")
      let found3 = try await exchange(fixture, "get https://api.example.org/", outcome)
      #expect(found3 == "\(code) 0 0 - - because")
    }
  }

  @Test func allowsWhatTheDescriptorAndTheOperatorName() async throws {
    try await run(["base": "https://user@Own.Example.net:9000/path"]) { fixture in
      _ = try await exchange(fixture, "get https://api.example.org/", ok)
      #expect(
        http.requests.first?.allowedHosts.map(\.description)
          == ["api.example.org", "*.example.org:8443", "own.example.net:9000"])
    }
  }

  @Test func refusesASettingThatIsNoAddress() async throws {
    await #expect(throws: ConnectorHostErrors.self) { try await run(["base": "own.example.net"]) { _ in } }
  }

  @Test func givesARequestNoMoreTimeThanItsCauseHas() async throws {
    try await run { fixture in
      let send = fixture.begin("get https://api.example.org/", deadline: .seconds(4))
      try await fixture.eventually("the request is there") { http.requests.count == 1 }
      #expect(http.requests[0].timeout == .seconds(4))
      http.answer(0, ok)
      #expect(await send.result.value.code == C4A_OK)
    }
  }

  @Test func endsARequestWithItsCause() async throws {
    try await run { fixture in
      #expect(await fixture.send("vain https://api.example.org/").remoteID == "in vain")
      try await fixture.eventually("the callback was called") { fixture.reported.all.count == 1 }
      #expect(fixture.reported.all[0].refID == "401 0 0 - - the operation it was for has ended")
      #expect(http.cancelled == [0])
      // What comes too late is dropped.
      http.answer(0, ok)
      #expect(await fixture.send("free https://api.example.org/").remoteID == "0")
      http.answer(1, ok)
      try await fixture.eventually("the other one's callback was called") { fixture.reported.all.count == 2 }
      #expect(fixture.reported.all[1].refID == "0 200 1 1 hello -")
    }
  }

  @Test func endsARequestAtTheDeadlineOfItsCause() async throws {
    try await run { fixture in
      let send = fixture.begin("get https://api.example.org/", deadline: .seconds(2))
      try await fixture.eventually("the request is there") { http.requests.count == 1 }
      fixture.advance(by: .seconds(3))
      #expect(await send.result.value.code == C4A_TIMEOUT)
      #expect(http.cancelled == [0])
    }
  }

  @Test func abortsOnce() async throws {
    try await run { fixture in
      #expect(await fixture.send("abort https://api.example.org/").remoteID == "1 0 900")
      try await fixture.eventually("the callback was called") { fixture.reported.all.count == 1 }
      #expect(fixture.reported.all[0].refID == "401 0 0 - - aborted")
      #expect(http.cancelled == [0])
    }
  }

  @Test func refusesMoreThanAConnectorMayHaveOpen() async throws {
    try await run { fixture in
      #expect(await fixture.send("flood https://api.example.org/").remoteID == "1024 100")
      http.answer(17, ok)
      try await fixture.eventually("its callback was called") { fixture.reported.all.count == 1 }
      #expect(await fixture.send("free https://api.example.org/").remoteID == "0")
      #expect(await fixture.send("free https://api.example.org/").remoteID == "100")
    }
    // Each that was taken has its callback, at the latest at the end.
    #expect(http.cancelled.count == 1_024)
  }

  @Test func refusesMoreBytesThanAConnectorMayHaveWaiting() async throws {
    try await run { fixture in
      #expect(await fixture.send("flood-large 40").remoteID == "3 100")
      http.answer(1, ok)
      try await fixture.eventually("its callback was called") { fixture.reported.all.count == 1 }
      #expect(await fixture.send("flood-large 40").remoteID == "1 100")
    }
  }

  @Test func callsEveryCallbackAtTheEnd() async throws {
    let account = ChannelAccountConfiguration(name: "one", plugin: try ServiceProbe.path())
    let fixture = try HostFixture([account], services: ConnectorServices(http: http))
    try await fixture.run {
      try await fixture.connected()
      for _ in 0..<10 { #expect(await fixture.send("free https://api.example.org/").remoteID == "0") }
    }
    #expect(
      fixture.reported.all.compactMap(\.refID) == .init(repeating: "401 0 0 - - the account is shut down", count: 10))
    #expect(Set(http.cancelled) == Set(0..<10))
    http.answer(3, ok)
    #expect(fixture.reported.all.count == 10)
  }

  @Test func refusesWhatCannotBeRight() async throws {
    try await run { fixture in
      #expect(
        await fixture.send("bad https://api.example.org/").remoteID
          == "901 901 901 901 201 900 900 901 900 202 901 901")
      #expect(http.requests.isEmpty)
    }
  }

  @Test func saysWhereItMakesNoRequests() async throws {
    let account = ChannelAccountConfiguration(name: "one", plugin: try ServiceProbe.path())
    let fixture = try HostFixture([account])
    try await fixture.run {
      let result = await fixture.send("get https://api.example.org/")
      #expect(result.code == C4A_UNSUPPORTED)
    }
  }
}
