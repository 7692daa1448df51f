import JSON
import OutboundHTTP
import Testing

/// Bodies that are not in memory.
struct SourceTests {
  private static let large: UInt64 = 32 << 20

  private func request(_ url: String, _ body: OutboundBody, method: String = "POST") -> OutboundRequest {
    var request = OutboundRequest.test(url, method: method)
    request.body = body
    return request
  }

  private func told(_ response: OutboundResponse) throws -> JSONValue {
    try JSONParser.parse(String(decoding: response.body, as: UTF8.self))
  }

  private func headers(_ told: JSONValue) -> [String: String] {
    var headers: [String: String] = [:]
    for pair in told["headers"]?.arrayValue ?? [] {
      guard let name = pair.arrayValue?.first?.stringValue else { continue }
      headers[name] = pair.arrayValue?.last?.stringValue
    }
    return headers
  }

  @Test(arguments: ["POST", "PUT", "PATCH"]) func sendsALargeBodyPieceByPiece(method: String) async throws {
    try await withClient { client, server in
      let source = MadeSource(Self.large)
      var request = request(server.url("/digest"), .source(source), method: method)
      request.headers = [OutboundHeader(name: "Content-Type", value: "video/mp4")]
      let told = try told(try await client.send(request))
      #expect(told["method"]?.stringValue == method)
      #expect(told["sha256"]?.stringValue == source.sha256)
      let headers = headers(told)
      #expect(headers["content-length"] == "\(Self.large)" && headers["transfer-encoding"] == nil)
      #expect(headers["content-type"] == "video/mp4" && headers["expect"] == nil)
      #expect(source.reads.beginnings == 1 && (1_024...131_072).contains(source.reads.largest))
    }
  }

  @Test func sendsALargePartOfAForm() async throws {
    try await withClient { client, server in
      let first = MadeSource(Self.large)
      let second = MadeSource(1_000)
      let body = OutboundBody.multipart([
        OutboundPart(name: "caption", data: Array("a film".utf8)),
        OutboundPart(name: "film", filename: "film.mp4", mime: "video/mp4", source: first),
        OutboundPart(name: "small", filename: "small.bin", source: second),
        OutboundPart(name: "nothing", filename: "nothing.bin", source: MadeSource(0)),
        OutboundPart(name: "last", data: Array("end".utf8)),
      ])
      let told = try told(try await client.send(request(server.url("/digest"), body)))
      let headers = headers(told)
      #expect(headers["transfer-encoding"] == nil && headers["expect"] == nil)
      #expect(headers["content-length"].flatMap(UInt64.init).map { $0 > Self.large } == true)
      let parts = told["parts"]?.arrayValue ?? []
      #expect(parts.map { $0["length"]?.integerValue } == [6, Int64(Self.large), 1_000, 0, 3])
      try #require(parts.count == 5)
      #expect(parts[1]["sha256"]?.stringValue == first.sha256)
      #expect(parts[2]["sha256"]?.stringValue == second.sha256)
      #expect(
        parts[1]["head"]?.stringValue
          == "Content-Disposition: form-data; name=\"film\"; filename=\"film.mp4\"\r\nContent-Type: video/mp4")
      #expect(first.reads.largest <= 131_072)
    }
  }

  @Test(arguments: [0, 1, 131_072, 131_073]) func sendsBodiesOfAnyLength(length: UInt64) async throws {
    try await withClient(.init(maxInFlight: 1)) { client, server in
      let source = MadeSource(length)
      let answer = try told(try await client.send(request(server.url("/digest"), .source(source))))
      #expect(answer["sha256"]?.stringValue == source.sha256)
      // The handle forgets it.
      let next = try told(try await client.send(request(server.url("/digest"), .bytes([65, 66]))))
      #expect(next["length"]?.integerValue == 2)
      let empty = try told(try await client.send(.test(server.url("/digest"))))
      #expect(empty["method"]?.stringValue == "GET" && empty["length"]?.integerValue == 0)
    }
  }

  @Test(arguments: [307, 308], [false, true]) func sendsItAgainWhereARedirectSaysSo(
    code: Int, inAForm: Bool
  ) async throws {
    try await withClient { client, server in
      let source = MadeSource(1 << 20)
      let body = inAForm ? OutboundBody.multipart([OutboundPart(name: "a", source: source)]) : .source(source)
      var request = request(server.url("/redirect?code=\(code)&to=/digest"), body)
      request.followsRedirects = true
      let told = try told(try await client.send(request))
      #expect((inAForm ? told["parts"]?.arrayValue?.first : told)?["sha256"]?.stringValue == source.sha256)
      #expect(source.reads.beginnings == 2)
    }
  }

  @Test(arguments: [301, 302, 303]) func dropsItWhereARedirectAsksForSomethingElse(code: Int) async throws {
    try await withClient { client, server in
      let source = MadeSource(1 << 20)
      var request = request(server.url("/redirect?code=\(code)&to=/digest"), .source(source))
      request.followsRedirects = true
      let told = try told(try await client.send(request))
      #expect(told["method"]?.stringValue == "GET" && told["length"]?.integerValue == 0)
      #expect(source.reads.beginnings == 1)
    }
  }

  @Test(arguments: [false, true]) func sendsItAgainAfterADeadConnection(inAForm: Bool) async throws {
    try await withClient(.init(maxInFlight: 1)) { client, server in
      let key = "source-\(inAForm)"
      let source = MadeSource(1 << 20)
      let body = inAForm ? OutboundBody.multipart([OutboundPart(name: "a", source: source)]) : .source(source)
      #expect(await status(client, .test(server.url("/once?key=\(key)"))) == 200)
      let response = try await client.send(request(server.url("/once?key=\(key)"), body, method: "PUT"))
      let told = try told(response)
      #expect((inAForm ? told["parts"]?.arrayValue?.first : told)?["sha256"]?.stringValue == source.sha256)
      #expect(await server.told(key, "requests", by: client) == 3)
      #expect(source.reads.beginnings == 2)
    }
  }

  @Test(arguments: [0, 1 << 20] as [UInt64], [false, true]) func saysWhyASourceCannotBeRead(
    at: UInt64, inAForm: Bool
  ) async throws {
    try await withClient(.init(maxInFlight: 1)) { client, server in
      let source = MadeSource(Self.large, failsAt: at)
      let body = inAForm ? OutboundBody.multipart([OutboundPart(name: "a", source: source)]) : .source(source)
      let error = await failure(client, request(server.url("/digest"), body))
      #expect(error?.code == .source && error?.wasSent == true)
      #expect(error?.message == "the body to send cannot be read: the disk is gone")
      #expect(await status(client, .test(server.url("/echo"))) == 200)
    }
  }

  @Test(arguments: [false, true]) func refusesASourceThatEndsEarly(inAForm: Bool) async throws {
    try await withClient(.init(maxInFlight: 1)) { client, server in
      let source = MadeSource(300_000, endsAt: 200_000)
      let body = inAForm ? OutboundBody.multipart([OutboundPart(name: "a", source: source)]) : .source(source)
      let error = await failure(client, request(server.url("/digest?key=short-\(inAForm)"), body))
      #expect(error?.code == .source && error?.wasSent == true)
      #expect(error?.message == "the body to send ended after 200000 of 300000 bytes")
      #expect(await server.told("short-\(inAForm)", "requests", by: client) == 0)
    }
  }

  @Test func saysThatNothingWasReadWhereNobodyListens() async throws {
    try await withClient { client, _ in
      let source = MadeSource(10)
      let error = await failure(client, request("http://127.99.99.99:9/", .source(source)))
      #expect(error?.code == .connect && error?.wasSent == false)
      #expect(source.reads.count == 0)
    }
  }

  @Test func letsGoOfASourceThatIsNotWantedAnyMore() async throws {
    try await withClient { client, server in
      var source: MadeSource? = MadeSource(Self.large)
      weak let kept = source
      let outcomes = Outcomes()
      // The server does not take it in: its end is never reached.
      var request: OutboundRequest? = request(
        server.url("/stall"), .source(try #require(source)))
      let token = client.send(try #require(request), completion: outcomes.add)
      source = nil
      request = nil
      try await eventually { (kept?.reads.count ?? 0) > 2 }
      client.cancel(token)
      try await eventually { kept == nil }
      try await eventually { outcomes.all.count == 1 }
      #expect(throws: OutboundError(.cancelled, "given up by the caller", wasSent: true)) {
        try outcomes.all.first?.get()
      }
    }
  }
}
