import OutboundHTTP
import Testing

/// Bodies that do not go into memory.
struct SinkTests {
  private static let large = 32 << 20

  private func request(_ url: String, _ sink: HashingSink) -> OutboundRequest {
    var request = OutboundRequest.test(url)
    request.responseLimit = 64 << 20
    request.sink = sink
    return request
  }

  /// What went to the sink of a request; nil for an error.
  private func sunk(_ client: OutboundHTTPClient, _ request: OutboundRequest) async -> UInt64? {
    try? await client.send(request).sunkBytes
  }

  @Test(arguments: ["", "&chunked=1"]) func takesALargeBodyPieceByPiece(manner: String) async throws {
    try await withClient { client, server in
      let sink = HashingSink()
      // Its party would have no room for it.
      var request = request(server.url("/made?count=\(Self.large)\(manner)"), sink)
      let party = Party(name: "sinking", responseLimit: 0)
      request.party = party
      let response = try await client.send(request)
      #expect(response.status == 200 && response.body.isEmpty && !response.isTruncated)
      #expect(response.sunkBytes == UInt64(Self.large) && sink.count == Self.large)
      #expect(response.header("x-sha256") == sink.sha256)
      #expect(sink.largest <= 131_072)
    }
  }

  @Test func decompresses() async throws {
    try await withClient { client, server in
      let sink = HashingSink()
      let response = try await client.send(request(server.url("/made?count=3000000&gzip=1"), sink))
      #expect(response.header("content-encoding") == "gzip")
      #expect(response.sunkBytes == 3_000_000 && response.header("x-sha256") == sink.sha256)
    }
  }

  @Test func keepsTheBodyOfAnErrorInMemory() async throws {
    try await withClient { client, server in
      let sink = HashingSink()
      let response = try await client.send(request(server.url("/status?code=404"), sink))
      #expect(response.status == 404 && response.body.count == 10 && !response.isTruncated)
      #expect(response.sunkBytes == 0 && sink.count == 0)
    }
  }

  @Test(arguments: [(1_000, 1_000), (64 << 20, 8 << 20)]) func cutsALongErrorOff(limit: Int, kept: Int) async throws {
    try await withClient { client, server in
      let sink = HashingSink()
      var request = request(server.url("/made?status=500&count=\(9 << 20)"), sink)
      request.responseLimit = limit
      let response = try await client.send(request)
      #expect(response.status == 500 && response.isTruncated && response.body.count == kept)
      #expect(sink.count == 0)
    }
  }

  @Test func takesNothingOfARedirect() async throws {
    try await withClient { client, server in
      let sink = HashingSink()
      var request = request(server.url("/redirect?body=elsewhere&to=/made?count=5000"), sink)
      let first = try await client.send(request)
      #expect(first.status == 302 && first.body == Array("elsewhere".utf8) && sink.count == 0)
      request.followsRedirects = true
      let response = try await client.send(request)
      #expect(response.status == 200 && response.sunkBytes == 5_000 && response.body.isEmpty)
      #expect(response.header("x-sha256") == sink.sha256)
    }
  }

  @Test func takesWhatFitsExactly() async throws {
    try await withClient { client, server in
      let sink = HashingSink()
      var request = request(server.url("/made?count=5000"), sink)
      request.responseLimit = 5_000
      #expect(await sunk(client, request) == 5_000)
      request.url = server.url("/made?count=0")
      #expect(await sunk(client, request) == 0)
    }
  }

  @Test(arguments: [ResponseOverflow.fail, .truncate]) func stopsAtTheLimit(overflow: ResponseOverflow) async throws {
    try await withClient { client, server in
      let announced = HashingSink()
      var request = request(server.url("/made?count=500000"), announced)
      request.responseLimit = 100_000
      request.overflow = overflow
      let first = await failure(client, request)
      #expect(first?.code == .tooLarge && first?.wasSent == true)
      #expect(announced.count == 0)
      let unannounced = HashingSink()
      request.url = server.url("/made?count=500000&chunked=1")
      request.sink = unannounced
      #expect(await failure(client, request)?.code == .tooLarge)
      #expect((1...100_000).contains(unannounced.count))
      let bomb = HashingSink()
      request.url = server.url("/bomb")
      request.sink = bomb
      #expect(await failure(client, request)?.code == .tooLarge)
      #expect((1...100_000).contains(bomb.count))
    }
  }

  @Test func saysWhyASinkCannotBeWritten() async throws {
    try await withClient(.init(maxInFlight: 1)) { client, server in
      let sink = HashingSink(room: 100_000)
      let error = await failure(client, request(server.url("/made?count=500000"), sink))
      #expect(error?.code == .sink && error?.wasSent == true)
      #expect(error?.message == "the response's body cannot be written: the disk is full")
      #expect(await status(client, .test(server.url("/echo"))) == 200)
    }
  }

  @Test func asksForNothingAgainOfWhichItHasABeginning() async throws {
    try await withClient(.init(maxInFlight: 1)) { client, server in
      // A kept connection, and a method that may be repeated.
      #expect(await status(client, .test(server.url("/echo"))) == 200)
      let sink = HashingSink()
      let error = await failure(client, request(server.url("/half?key=half-sink"), sink))
      #expect(error?.code == .interrupted && error?.wasSent == true)
      #expect(await server.told("half-sink", "requests", by: client) == 1)
      #expect(sink.count == 4)
    }
  }

  @Test func asksAgainWhereNothingCame() async throws {
    try await withClient(.init(maxInFlight: 1)) { client, server in
      #expect(await status(client, .test(server.url("/once?key=once-sink"))) == 200)
      let sink = HashingSink()
      #expect(await sunk(client, request(server.url("/once?key=once-sink"), sink)) == 4)
      #expect(await server.told("once-sink", "requests", by: client) == 3)
      #expect(sink.count == 4)
    }
  }

  @Test func letsGoOfASinkThatIsNotWantedAnyMore() async throws {
    try await withClient { client, server in
      var sink: HashingSink? = HashingSink()
      weak let kept = sink
      let outcomes = Outcomes()
      let token = client.send(
        request(server.url("/slow?pause=0.01"), try #require(sink)), completion: outcomes.add)
      sink = nil
      try await eventually { (kept?.count ?? 0) > 2 }
      client.cancel(token)
      try await eventually { kept == nil }
      try await eventually { outcomes.all.count == 1 }
      #expect(throws: OutboundError(.cancelled, "given up by the caller", wasSent: true)) {
        try outcomes.all.first?.get()
      }
    }
  }
}
