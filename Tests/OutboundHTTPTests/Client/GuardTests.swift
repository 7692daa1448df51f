import OutboundHTTP
import Testing

/// What must not be contacted, through every door.
struct GuardTests {
  @Test(arguments: [
    "127.0.0.1", "127.1", "2130706433", "0x7f.1", "0x7f000001", "0177.0.0.1", "017700000001", "0", "0.0.0.0",
    "localhost",
    "LOCALHOST.", "[::1]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::127.0.0.1]", "[2002:7f00:1::]",
    "[64:ff9b::127.0.0.1]", "127.0.0.1.", "user:pass@127.0.0.1", "①②⑦.⓪.⓪.①", "169.254.169.254",
  ])
  func refusesInnerAddressesHoweverTheyAreWritten(host: String) async throws {
    try await withClient { client, server in
      let request = OutboundRequest(
        method: "GET", url: server.url("/echo?key=guard", host: host), connectTimeout: .seconds(2))
      let error = try #require(await failure(client, request))
      // A name that no notation of a number is, is looked up, and leads nowhere.
      #expect(error.code == .forbiddenAddress || error.code == .resolve || error.code == .invalidURL, "\(error)")
      #expect(!error.wasSent)
      #expect(!error.message.contains("guard") && !error.message.contains("pass"))
      #expect(await server.told("guard", "requests", by: client) == 0)
    }
  }

  @Test func looksAtWhereANameLeadsWhenItConnects() async throws {
    try await withClient { client, server in
      let error = await failure(client, OutboundRequest(method: "GET", url: server.url("/", host: "localhost")))
      #expect(error?.code == .forbiddenAddress)
      #expect(await status(client, .test(server.url("/echo", host: "localhost"))) == 200)
    }
  }

  @Test func looksAtTheOtherEndOfKeptConnections() async throws {
    try await withClient(.init(maxInFlight: 1)) { client, server in
      // A connection that one request may use is kept; another one with the same name may not use it.
      for _ in 0..<3 {
        #expect(await status(client, .test(server.url("/echo", host: "localhost"))) == 200)
        let request = OutboundRequest(method: "GET", url: server.url("/echo?key=kept", host: "localhost"))
        #expect(await failure(client, request)?.code == .forbiddenAddress)
      }
      #expect(await server.told("kept", "requests", by: client) == 0)
    }
  }

  @Test(arguments: [301, 302, 303, 307, 308]) func followsRedirectsOnlyWhereTheFirstRequestCouldGo(code: Int)
    async throws
  {
    try await withClient { client, server in
      var request = OutboundRequest.test(
        server.url("/redirect?code=\(code)&to=http://169.254.169.254/latest/meta-data"))
      #expect(await status(client, request) == code)
      request.followsRedirects = true
      let error = try #require(await failure(client, request))
      #expect(error.code == .forbiddenAddress && error.wasSent)

      request.url = server.url("/redirect?code=\(code)&to=/echo?hop=2")
      #expect(await status(client, request) == 200)

      request.hostPolicy = .only([try #require(HostPattern("127.0.0.1:\(server.plain)"))])
      #expect(await status(client, request) == 200)
      request.url = server.url("/redirect?code=\(code)&to=http://127.0.0.1:\(server.other)/echo")
      #expect(await failure(client, request)?.code == .forbiddenHost)
      request.url = server.url("/redirect?code=\(code)&to=file:///etc/passwd")
      #expect(await failure(client, request)?.code == .forbiddenHost)
    }
  }

  @Test func tellsNoSecretToAnotherHost() async throws {
    try await withClient { client, server in
      var request = OutboundRequest.test(server.url("/redirect?code=307&to=/echo"), method: "POST")
      request.headers = [OutboundHeader(name: "Authorization", value: "Bearer secret")]
      request.body = .bytes(Array("body".utf8))
      request.followsRedirects = true
      let same = String(decoding: try await client.send(request).body, as: UTF8.self)
      #expect(same.contains("Bearer secret") && same.contains("\"body\": \"body\""))
      request.url = server.url("/redirect?code=307&to=http://127.0.0.1:\(server.other)/echo")
      let other = String(decoding: try await client.send(request).body, as: UTF8.self)
      #expect(!other.contains("secret") && other.contains("\"body\": \"body\""))
    }
  }

  @Test func endsALoopOfRedirects() async throws {
    try await withClient { client, server in
      // Each answer leads to the next of them, and the last one to the first of as many again.
      var url = "/echo"
      for _ in 0..<7 { url = "/redirect?to=" + url.addingPercent() }
      var request = OutboundRequest.test(server.url(url))
      request.followsRedirects = true
      let error = try #require(await failure(client, request))
      #expect(error.code == .protocolError && error.wasSent)
    }
  }

  @Test func contactsOnlyNamedHosts() async throws {
    try await withClient { client, server in
      var request = OutboundRequest.test(server.url("/echo"))
      request.hostPolicy = .only(["api.example.org", "*.example.org"].compactMap(HostPattern.init))
      let error = await failure(client, request)
      #expect(error?.code == .forbiddenHost && error?.wasSent == false)
    }
  }
}

extension String {
  /// For a query's value.
  fileprivate func addingPercent() -> String {
    replacing("%", with: "%25").replacing("?", with: "%3F").replacing("=", with: "%3D").replacing("&", with: "%26")
  }
}
