import Gateway
import Model
import Testing

@testable import RestAPI

/// Platforms' callbacks over a real server.
struct IngressTests {
  @Test func aTargetIsTakenApartAsItCame() {
    #expect(IngressTarget("/ingress/line")?.account == "line")
    let target = IngressTarget("/ingress/line/a%2Fb//c?x=1%20&y?z#f")
    #expect(target?.account == "line")
    #expect(target?.path == "/a%2Fb//c")
    #expect(target?.query == "x=1%20&y?z")
    for text in ["/ingress/", "/ingress", "/ingress//x", "/ingress/?x", "/v1/messages", ""] {
      #expect(IngressTarget(text) == nil)
    }
  }

  @Test(arguments: [[], ["Expect: 100-continue"]])
  func aCallbackReachesTheGatewayByteForByte(extra: [String]) async throws {
    try await TestServer.run { server async throws in
      let answer = try await server.connect { connection async throws in
        try await connection.send(
          "POST /ingress/echo/deep%20er?a=b%2B HTTP/1.1\r\nHost: chat.example.org\r\nConnection: close\r\n"
            + "X-Sign: one\r\nx-sign: two\r\n" + extra.map { $0 + "\r\n" }.joined()
            + "Content-Length: 5\r\n\r\n\u{0}\u{1} \r\n")
        var answer = try await connection.response()
        if answer.status == 100 { answer = try await connection.response() }
        return answer
      }
      #expect(answer.status == 200)
      #expect(answer.body == [0, 1, 32, 13, 10])
      #expect(answer["Content-Type"] == "text/plain")
      #expect(answer["X-Request-Id"] != nil)
      let callback = try #require(server.gateway.state.withLock { $0.callbacks.last })
      #expect(callback.method == "POST")
      #expect(callback.target == "/ingress/echo/deep%20er?a=b%2B")
      #expect(callback.path == "/deep%20er")
      #expect(callback.query == "a=b%2B")
      #expect(callback.remoteAddress == "127.0.0.1")
      #expect(callback.body == [0, 1, 32, 13, 10])
      #expect(callback.headers.filter { $0.name == "x-sign" }.map(\.value) == ["one", "two"])
      #expect(callback.headers.first { $0.name == "host" }?.value == "chat.example.org")
    }
  }

  @Test func aHandshakeNeedsNoToken() async throws {
    try await TestServer.run { server async throws in
      let answer = try await server.request("GET", "/ingress/echo?challenge=x", isAnonymous: true)
      #expect(answer.status == 200)
      #expect(server.gateway.state.withLock { $0.callbacks.last?.query } == "challenge=x")
      #expect(try await server.request("POST", "/ingress/nobody", json: "{}", isAnonymous: true).code == "not_found")
      #expect(try await server.request("DELETE", "/ingress/echo", isAnonymous: true).code == "method_not_allowed")
    }
  }

  @Test(arguments: [10, 200_000]) func aPlatformMayPutItsCallbacks(size: Int) async throws {
    try await TestServer.run { server async throws in
      let body = String(repeating: "x", count: size)
      let answer = try await server.request("PUT", "/ingress/echo/transactions/7", json: body, isAnonymous: true)
      #expect(answer.status == 200)
      let callback = try #require(server.gateway.state.withLock { $0.callbacks.last })
      #expect(callback.method == "PUT")
      #expect(callback.path == "/transactions/7")
      #expect(callback.body.count == size)
    }
  }

  @Test func aLargeBodyIsTakenUpToItsOwnLimit() async throws {
    try await TestServer.run {
      $0.ingressBodyLimit = 300_000
    } body: { server async throws in
      let large = String(repeating: "x", count: 300_000)
      let taken = try await server.request("POST", "/ingress/echo", json: large, isAnonymous: true)
      #expect(taken.status == 200)
      #expect(taken.body.count == 300_000)
      #expect(try await server.request("POST", "/ingress/echo", json: large + "x", isAnonymous: true).status == 413)
    }
  }

  @Test func onlySoManyLargeBodiesAreTakenAtOnce() async throws {
    try await TestServer.run {
      $0.maxLargeBodies = 1
    } body: { server async throws in
      try await server.connect { slow async throws in
        let large = String(repeating: "x", count: 200_000)
        try await slow.send(
          "POST /ingress/echo HTTP/1.1\r\nHost: test\r\nConnection: close\r\nExpect: 100-continue\r\n"
            + "Content-Length: 200000\r\n\r\n")
        #expect(try await slow.response().status == 100)
        var refused = try await server.request("POST", "/ingress/echo", json: large, isAnonymous: true)
        // The first one may not have been begun when the second one came.
        while refused.status == 200 {
          refused = try await server.request("POST", "/ingress/echo", json: large, isAnonymous: true)
        }
        #expect(refused.code == "overloaded")
        #expect(refused["Retry-After"] == "2")
        try await slow.send(large)
        #expect(try await slow.response().status == 200)
      }
      let large = String(repeating: "x", count: 200_000)
      #expect(try await server.request("POST", "/ingress/echo", json: large, isAnonymous: true).status == 200)
    }
  }

  @Test func aFailureIsToldSoThatThePlatformComesAgain() async throws {
    try await TestServer.run { server async throws in
      server.gateway.fail(with: GatewayError(.unavailable, "No database.", retryAfter: .seconds(2)))
      let answer = try await server.request("POST", "/ingress/echo", json: "x", isAnonymous: true)
      #expect(answer.status == 503)
      #expect(answer["Retry-After"] == "2")
    }
  }
}
