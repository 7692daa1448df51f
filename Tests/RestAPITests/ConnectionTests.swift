import Gateway
import Model
import Synchronization
import Testing

@testable import RestAPI

/// Connections over TCP: order, ends and time-outs, with both ways in play.
struct ConnectionTests {
  /// Keeps what a send is to be answered with until a test says so.
  private final class Held: Sendable {
    private let waiting = Mutex<[@Sendable () -> Void]>([])
    private let (arrivals, arrived) = AsyncStream<String>.makeStream()

    /// Answers nothing; says which message has come.
    func hold(_ message: SendMessage, _ completion: @escaping @Sendable (Result<Void, GatewayError>) -> Void) {
      waiting.withLock { $0.append { completion(.success(())) } }
      arrived.yield(message.messageID)
    }

    func next() async -> String? { await arrivals.first { _ in true } }

    func release() {
      let all = waiting.withLock { waiting in
        defer { waiting = [] }
        return waiting
      }
      for answer in all { answer() }
    }
  }

  /// Makes the server know the token, so that the next send goes the short way.
  private func warm(_ server: TestServer) async throws {
    #expect(try await server.request("GET", "/v1/channels").status == 200)
    #expect(server.edge.authenticator.recognise("Bearer \(server.token)") != nil)
  }

  @Test func pipelinedRequestsOfBothKindsAreAnsweredInOrder() async throws {
    try await TestServer.run { server async throws in
      try await warm(server)
      let conversation = try await server.conversation()
      try await server.connect { connection async throws in
        var text = ""
        for index in 0..<50 {
          text += server.send(server.message(conversation, id: "m\(index)"), extra: "X-Request-Id: s\(index)\r\n")
          if index % 3 == 0 { text += "GET /healthz HTTP/1.1\r\nHost: t\r\nX-Request-Id: h\(index)\r\n\r\n" }
        }
        try await connection.send(text)
        for index in 0..<50 {
          let sent = try await connection.response()
          #expect(sent.status == 202)
          #expect(sent["X-Request-Id"] == "s\(index)")
          #expect(sent.json["message_id"] == .string("m\(index)"))
          if index % 3 == 0 { #expect(try await connection.response()["X-Request-Id"] == "h\(index)") }
        }
      }
      #expect(server.gateway.state.withLock { $0.sends.map(\.messageID) } == (0..<50).map { "m\($0)" })
    }
  }

  @Test func bothWaysGiveTheSameAnswer() async throws {
    try await TestServer.run { server async throws in
      let conversation = try await server.conversation()
      let bodies = [
        server.message(conversation, id: "a/b é"), server.message(conversation, id: "x", text: ""), "{", "[]",
        #"{"conversation_id":"\#(conversation)","from":"zoe","payload":{"type":"text","text":"x"}}"#,
        #"{"conversation_id":"0191f3c1-7c1e-7aaa-8aaa-0123456789ab","from":"ana","payload":{"type":"text","text":"x"}}"#,
      ]
      for body in bodies {
        try await warm(server)
        let (short, ordinary) = try await server.connect { connection async throws in
          try await connection.send(server.send(body, extra: "X-Request-Id: r\r\n"))
          let short = try await connection.response()
          let request = server.send(body, extra: "X-Request-Id: r\r\n")
          try await connection.send(request.replacing("/v1/messages ", with: "/v1/messages? "))
          return (short, try await connection.response())
        }
        #expect(short.status == ordinary.status)
        #expect(short.text == ordinary.text)
        let names = { (response: TestResponse) in
          response.headers.filter { !$0.name.hasPrefix("RateLimit") }.map { "\($0.name.lowercased()): \($0.value)" }
            .sorted()
        }
        #expect(names(short) == names(ordinary))
      }
    }
  }

  @Test func aSendInPiecesIsOneSend() async throws {
    try await TestServer.run { server async throws in
      try await warm(server)
      let conversation = try await server.conversation()
      try await server.connect { connection async throws in
        let text = Array(server.send(server.message(conversation, id: "m")))
        for start in stride(from: 0, to: text.count, by: 7) {
          try await connection.send(String(text[start..<min(text.count, start + 7)]))
        }
        #expect(try await connection.response().status == 202)
        try await connection.send(
          server.send("", extra: "Transfer-Encoding: chunked\r\n").replacing("Content-Length: 0\r\n", with: ""))
        let body = server.message(conversation, id: "chunked")
        let half = body.index(body.startIndex, offsetBy: 20)
        for part in [body[..<half], body[half...]] {
          try await connection.send("\(String(part.utf8.count, radix: 16))\r\n\(part)\r\n")
        }
        try await connection.send("0\r\n\r\n")
        #expect(try await connection.response().status == 202)
      }
      #expect(server.gateway.state.withLock { $0.sends.map(\.messageID) } == ["m", "chunked"])
    }
  }

  @Test(arguments: [true, false])
  func aBodyThatIsTooLargeIsRefusedAndTheConnectionEnds(_ isChunked: Bool) async throws {
    try await TestServer.run {
      $0.bodyLimit = 1000
    } body: { server async throws in
      try await warm(server)
      try await server.connect { connection async throws in
        let filler = String(repeating: "a", count: 2000)
        if isChunked {
          try await connection.send(
            server.send("", extra: "Transfer-Encoding: chunked\r\n").replacing("Content-Length: 0\r\n", with: ""))
          try await connection.send("7d0\r\n\(filler)\r\n")
        } else {
          try await connection.send(server.send(filler))
        }
        let response = try await connection.response()
        #expect(response.status == 413)
        #expect(response.code == "body_too_large")
        #expect(response["Connection"] == "close")
        #expect(try await connection.isAtEnd())
      }
    }
  }

  @Test func aBodyOfExactlyTheLimitIsTaken() async throws {
    try await TestServer.run {
      $0.bodyLimit = 1000
    } body: { server async throws in
      let conversation = try await server.conversation()
      let empty = server.message(conversation, id: "m", text: "").utf8.count
      let body = server.message(conversation, id: "m", text: String(repeating: "a", count: 1000 - empty))
      for _ in 0..<2 { #expect(try await server.request("POST", "/v1/messages", json: body).status == 202) }
      #expect(try await server.request("POST", "/v1/messages", json: body + " ").status == 413)
    }
  }

  @Test func aClientThatAsksIsToldToContinue() async throws {
    try await TestServer.run { server async throws in
      try await warm(server)
      let conversation = try await server.conversation()
      let body = server.message(conversation, id: "m")
      try await server.connect { connection async throws in
        let request = server.send(body, extra: "Expect: 100-continue\r\n")
        try await connection.send(String(request.dropLast(body.count)))
        #expect(try await connection.response().status == 100)
        try await connection.send(body)
        #expect(try await connection.response().status == 202)
        try await connection.send(
          "POST /v1/messages HTTP/1.1\r\nHost: t\r\nAuthorization: Bearer \(server.token)\r\n"
            + "Content-Type: application/json\r\nExpect: 100-continue\r\nContent-Length: 10000000\r\n\r\n")
        #expect(try await connection.response().status == 413)
      }
    }
  }

  @Test(arguments: [true, false])
  func aRequestThatDoesNotEndIsAnswered408(_ isKnown: Bool) async throws {
    try await TestServer.run {
      $0.requestTimeout = .milliseconds(200)
    } body: { server async throws in
      if isKnown { try await warm(server) }
      try await server.connect { connection async throws in
        try await connection.send(String(server.send("{\"from\":\"ana\"}").dropLast(5)))
        let response = try await connection.response()
        #expect(response.status == 408)
        #expect(response.code == "request_timeout")
        #expect(try await connection.isAtEnd())
      }
    }
  }

  @Test func aConnectionThatStaysSilentIsClosed() async throws {
    try await TestServer.run {
      $0.idleTimeout = .milliseconds(50)
    } body: { server async throws in
      try await server.connect { connection async throws in #expect(try await connection.isAtEnd()) }
    }
  }

  @Test func aHalfClosedClientGetsItsAnswer() async throws {
    let held = Held()
    try await TestServer.run { server async throws in
      try await warm(server)
      server.gateway.onSend { held.hold($0, $1) }
      let conversation = try await server.conversation()
      try await server.connect { connection async throws in
        try await connection.send(
          server.send(server.message(conversation, id: "m")) + "GET /healthz HTTP/1.1\r\nHost: t\r\n\r\n")
        connection.closeOutput()
        #expect(await held.next() == "m")
        held.release()
        #expect(try await connection.response().status == 202)
        #expect(try await connection.response().status == 200)
        #expect(try await connection.isAtEnd())
      }
    }
  }

  @Test func aClientThatLeavesDoesNoHarm() async throws {
    let held = Held()
    try await TestServer.run { server async throws in
      try await warm(server)
      server.gateway.onSend { held.hold($0, $1) }
      let conversation = try await server.conversation()
      try await server.connect { connection async throws in
        try await connection.send(server.send(server.message(conversation, id: "m")))
        #expect(await held.next() == "m")
      }
      held.release()
      server.gateway.onSend(nil)
      #expect(try await server.request("GET", "/healthz").status == 200)
    }
  }

  @Test func shutdownFinishesWhatRunsAndEndsIdleConnections() async throws {
    let held = Held()
    try await TestServer.run { server async throws in
      try await warm(server)
      server.gateway.onSend { held.hold($0, $1) }
      let conversation = try await server.conversation()
      try await server.connect { idle async throws in
        try await server.connect { connection async throws in
          try await connection.send(server.send(server.message(conversation, id: "m")))
          #expect(await held.next() == "m")
          await server.beginShutdown()
          #expect(try await idle.isAtEnd())
          held.release()
          let response = try await connection.response()
          #expect(response.status == 202)
          #expect(response["Connection"] == "close")
          #expect(try await connection.isAtEnd())
        }
      }
    }
  }

  @Test func theWishToCloseIsHonouredOnBothWays() async throws {
    try await TestServer.run { server async throws in
      try await warm(server)
      let conversation = try await server.conversation()
      try await server.connect { connection async throws in
        try await connection.send(
          server.send(server.message(conversation, id: "m"), extra: "Connection: close\r\n")
            + "GET /healthz HTTP/1.1\r\nHost: t\r\n\r\n")
        let response = try await connection.response()
        #expect(response.status == 202)
        #expect(response["Connection"] == "close")
        #expect(try await connection.isAtEnd())
      }
      try await server.connect { connection async throws in
        try await connection.send("GET /healthz HTTP/1.0\r\nHost: t\r\n\r\n")
        #expect(try await connection.response()["Connection"] == "close")
        #expect(try await connection.isAtEnd())
      }
    }
  }

  @Test(arguments: [
    "garbage\r\n\r\n", "GET\r\n\r\n", "GET / HTTP/9.9\r\n\r\n", "G\u{0}T / HTTP/1.1\r\n\r\n",
    "GET / HTTP/1.1\r\nContent-Length: x\r\n\r\n", "GET / HTTP/1.1\r\nbad header\r\n\r\n",
    "POST /v1/messages HTTP/1.1\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n",
  ])
  func bytesThatAreNoRequestAreRefused(_ text: String) async throws {
    try await TestServer.run { server async throws in
      try await server.connect { connection async throws in
        try await connection.send(text)
        let response = try await connection.response()
        #expect(response.status == 400)
        #expect(response["Content-Type"] == "application/problem+json")
        #expect(try await connection.isAtEnd())
      }
    }
  }

  @Test func headersHaveLimits() async throws {
    try await TestServer.run { server async throws in
      let long = "X-Long: \(String(repeating: "a", count: 20_000))"
      #expect(try await server.request("GET", "/healthz", headers: [long]).status == 400)
      let many = (0..<200).map { "X-\($0): a" }
      #expect(try await server.request("GET", "/healthz", headers: many).status == 400)
    }
  }

  @Test func randomBytesNeverStopTheServer() async throws {
    try await TestServer.run { server async throws in
      try await warm(server)
      let conversation = try await server.conversation()
      let good = Array(server.send(server.message(conversation, id: "m")))
      for _ in 0..<100 {
        var bytes = good
        for _ in 0..<Int.random(in: 1...4) {
          bytes[Int.random(in: 0..<bytes.count)] = Character(Unicode.Scalar(UInt8.random(in: 0...127)))
        }
        let text = String(bytes)
        try await server.connect { connection async throws in
          try? await connection.send(text)
          connection.closeOutput()
          _ = try? await connection.response()
        }
      }
      #expect(try await server.request("GET", "/healthz").status == 200)
    }
  }
}
