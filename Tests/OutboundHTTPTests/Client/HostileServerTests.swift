import OutboundHTTP
import Testing

/// Servers that answer badly, slowly, endlessly or not at all: the place is free again at its time.
struct HostileServerTests {
  private func error(
    _ path: String, within limit: Duration = .seconds(5),
    change: @escaping @Sendable (inout OutboundRequest) -> Void = { _ in }
  ) async throws -> OutboundError {
    let found = Found<OutboundError>()
    try await withClient(.init(maxInFlight: 1, maxPerHost: 1)) { client, server in
      var request = OutboundRequest.test(server.url(path))
      change(&request)
      let begin = ContinuousClock.now
      found.value = await failure(client, request)
      #expect(ContinuousClock.now - begin < limit)
      // The only place is free again.
      #expect(await status(client, .test(server.url("/echo"))) == 200)
    }
    return try #require(found.value)
  }

  @Test func givesUpAServerThatNeverAnswers() async throws {
    let error = try await error("/never") { $0.totalTimeout = .seconds(1) }
    #expect(error.code == .timeout && error.wasSent)
  }

  @Test func givesUpAByteNowAndThen() async throws {
    let error = try await error("/slow?pause=0.05") { $0.totalTimeout = .seconds(1) }
    #expect(error.code == .timeout && error.wasSent)
  }

  @Test func givesUpASlowServerBeforeItsTime() async throws {
    try await withClient(.init(lowSpeedLimit: 1_000, lowSpeedTime: .seconds(1))) { client, server in
      let begin = ContinuousClock.now
      let error = await failure(client, .test(server.url("/slow?pause=0.05")))
      #expect(error?.code == .timeout)
      #expect(ContinuousClock.now - begin < .seconds(10))
    }
  }

  @Test(arguments: ["/endless", "/bomb"]) func stopsAtTheLimit(path: String) async throws {
    let error = try await error(path) { $0.responseLimit = 1 << 20 }
    #expect(error.code == .tooLarge && error.wasSent)
  }

  @Test(arguments: ["/endless", "/bomb", "/bytes?count=5000"]) func keepsTheBeginning(path: String) async throws {
    try await withClient { client, server in
      var request = OutboundRequest.test(server.url(path))
      request.responseLimit = 4_096
      request.overflow = .truncate
      let response = try await client.send(request)
      #expect(response.status == 200 && response.isTruncated && response.body.count == 4_096)
    }
  }

  @Test func keepsTheConnectionOfAResponseThatIsALittleTooLong() async throws {
    try await withClient { client, server in
      var request = OutboundRequest.test(server.url("/bytes?count=50000"))
      request.responseLimit = 100
      request.overflow = .truncate
      #expect(await body(client, request)?.count == 100)
      let told = String(decoding: await body(client, .test(server.url("/echo"))) ?? [], as: UTF8.self)
      #expect(told.contains("\"served\": 2"))
    }
  }

  @Test func keepsTheBeginningOfWhatNeverEnds() async throws {
    try await withClient { client, server in
      var request = OutboundRequest.test(server.url("/slow?pause=0.01"))
      request.responseLimit = 3
      request.overflow = .truncate
      request.totalTimeout = .seconds(3)
      let response = try await client.send(request)
      #expect(response.status == 200 && response.isTruncated && response.body.count == 3)
    }
  }

  @Test func takesWhatFitsExactly() async throws {
    try await withClient { client, server in
      var request = OutboundRequest.test(server.url("/bytes?count=5000"))
      request.responseLimit = 5_000
      let response = try await client.send(request)
      #expect(response.body.count == 5_000 && !response.isTruncated)
    }
  }

  @Test func refusesAFloodOfHeaders() async throws {
    #expect(try await error("/header?count=100").code == .tooLarge)
  }

  @Test(arguments: ["/close", "/half"]) func noticesAnEarlyEnd(path: String) async throws {
    let error = try await error(path)
    #expect(error.code == .interrupted && error.wasSent)
  }

  @Test func refusesWhatIsNotHTTP() async throws {
    let error = try await error("/garbage")
    #expect(error.code == .protocolError && error.wasSent)
  }

  @Test func saysThatNothingWasSentWhereNobodyListens() async throws {
    try await withClient { client, _ in
      // Nothing listens on the port of "discard" of an address of the loopback network that nobody uses.
      let error = await failure(client, .test("http://127.99.99.99:9/"))
      #expect(error?.code == .connect && error?.wasSent == false)
      let unknown = await failure(client, .test("http://no-such-host.invalid/"))
      #expect(unknown?.code == .resolve && unknown?.wasSent == false)
    }
  }

  @Test func repeatsOnADeadConnectionOnlyWhatMayBeRepeated() async throws {
    try await withClient(.init(maxInFlight: 1)) { client, server in
      #expect(await status(client, .test(server.url("/once?key=get"))) == 200)
      #expect(await status(client, .test(server.url("/once?key=get"))) == 200)
      #expect(await server.told("get", "requests", by: client) == 3)
    }
  }

  @Test func saysWhenANonRepeatableRequestMayHaveArrived() async throws {
    try await withClient(.init(maxInFlight: 1)) { client, server in
      #expect(await status(client, .test(server.url("/once"), method: "POST")) == 200)
      let error = await failure(client, .test(server.url("/once?key=post"), method: "POST"))
      #expect(error?.code == .interrupted && error?.wasSent == true)
      #expect(await server.told("post", "requests", by: client) == 1)
    }
  }

  @Test func keepsOnePartysResponsesFromTakingAllMemory() async throws {
    try await withClient { client, server in
      func request(_ path: String, _ party: Party) -> OutboundRequest {
        var request = OutboundRequest.test(server.url(path))
        request.party = party
        return request
      }
      let greedy = Party(name: "greedy", responseLimit: 100_000)
      let large = request("/bytes?count=200000", greedy)
      #expect(await status(client, large) == 200)
      let slow = client.send(request("/slow?pause=0.01", greedy)) { _ in }
      try await eventually { await failure(client, large)?.code == .overloaded }
      #expect(await status(client, request("/bytes?count=200000", Party(name: "other", responseLimit: 100_000))) == 200)
      client.cancel(slow)
      try await eventually { await status(client, large) == 200 }
    }
  }

  @Test func keepsOnePartysRequestsFromTakingAllPlaces() async throws {
    try await withClient(.init(maxInFlight: 3, maxPerHost: 3, maxPerParty: 2)) { client, server in
      let greedy = Party(name: "greedy", responseLimit: 1 << 20)
      let tokens = (0..<5).map { _ in
        var request = OutboundRequest.test(server.url("/gate?key=party"))
        request.party = greedy
        return client.send(request) { _ in }
      }
      try await eventually { await server.told("party", "waiting", by: client) == 2 }
      #expect(await status(client, .test(server.url("/echo"))) == 200)
      #expect(await server.told("party", "most", by: client) == 2)
      for token in tokens { client.cancel(token) }
    }
  }
}
