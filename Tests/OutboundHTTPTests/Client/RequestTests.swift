import Foundation
import JSON
import OutboundHTTP
import Testing

struct RequestTests {
  private func echoed(_ response: OutboundResponse) throws -> JSONValue {
    try JSONParser.parse(String(decoding: response.body, as: UTF8.self))
  }

  private func header(_ name: String, of echoed: JSONValue) -> [String] {
    (echoed["headers"]?.arrayValue ?? []).compactMap { pair in
      pair.arrayValue?.first?.stringValue == name ? pair.arrayValue?.last?.stringValue : nil
    }
  }

  @Test(arguments: ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]) func sendsEachMethodWithoutABody(
    method: String
  )
    async throws
  {
    try await withClient { client, server in
      let told = try echoed(try await client.send(.test(server.url("/echo?x=%20y"), method: method)))
      #expect(told["method"]?.stringValue == method)
      #expect(told["target"]?.stringValue == "/echo?x=%20y")
      #expect(told["body"]?.stringValue == "")
      #expect(header("content-length", of: told) == (["POST", "PUT", "PATCH"].contains(method) ? ["0"] : []))
      #expect(header("content-type", of: told) == [])
      #expect(header("user-agent", of: told) == ["chat4all/2"])
    }
  }

  @Test(arguments: ["POST", "PUT", "PATCH", "DELETE", "GET"]) func sendsBodiesAndHeaders(method: String) async throws {
    try await withClient { client, server in
      var request = OutboundRequest.test(server.url("/echo"), method: method)
      request.headers = [
        OutboundHeader(name: "Content-Type", value: "application/json"), OutboundHeader(name: "X-Empty", value: ""),
        OutboundHeader(name: "User-Agent", value: "own"),
      ]
      request.body = .bytes(Array(#"{"a":1}"#.utf8))
      let told = try echoed(try await client.send(request))
      #expect(told["method"]?.stringValue == method)
      #expect(told["body"]?.stringValue == #"{"a":1}"#)
      #expect(header("content-type", of: told) == ["application/json"])
      #expect(header("x-empty", of: told) == [""])
      #expect(header("user-agent", of: told) == ["own"])
      #expect(header("expect", of: told) == [])
    }
  }

  @Test func sendsALargeBodyWithoutAskingFirst() async throws {
    try await withClient { client, server in
      var request = OutboundRequest.test(server.url("/echo"), method: "POST")
      request.body = .bytes([UInt8](repeating: UInt8(ascii: "z"), count: 3 << 20))
      request.responseLimit = 4 << 20
      let told = try echoed(try await client.send(request))
      #expect(told["body"]?.stringValue?.utf8.count == 3 << 20)
      #expect(header("expect", of: told) == [])
    }
  }

  @Test func sendsForms() async throws {
    try await withClient { client, server in
      var request = OutboundRequest.test(server.url("/echo"), method: "POST")
      request.headers = [OutboundHeader(name: "Content-Type", value: "wrong")]
      request.body = .multipart([
        OutboundPart(name: "field", data: Array("value".utf8)),
        OutboundPart(name: "file", filename: "a \"b\".bin", mime: "image/png", data: [1, 2, 255]),
        OutboundPart(name: "empty", data: []),
      ])
      let told = try echoed(try await client.send(request))
      let type = try #require(header("content-type", of: told).first)
      #expect(type.hasPrefix("multipart/form-data; boundary="))
      let body = try #require(told["body"]?.stringValue)
      #expect(body.contains("name=\"field\"\r\n\r\nvalue\r\n"))
      #expect(
        body.contains(
          "name=\"file\"; filename=\"a %22b%22.bin\"\r\nContent-Type: image/png\r\n\r\n\u{1}\u{2}\u{ff}\r\n"))
      #expect(body.contains("name=\"empty\"\r\n\r\n\r\n"))
    }
  }

  @Test func leavesNothingOfARequestToTheNext() async throws {
    try await withClient(.init(maxInFlight: 1)) { client, server in
      var first = OutboundRequest.test(server.url("/echo"), method: "PATCH")
      first.headers = [OutboundHeader(name: "X-Secret", value: "1")]
      first.body = .bytes([65])
      _ = try await client.send(first)
      #expect(await body(client, .test(server.url("/echo"), method: "HEAD"))?.isEmpty == true)
      var form = OutboundRequest.test(server.url("/echo"), method: "PUT")
      form.body = .multipart([OutboundPart(name: "a", data: [65])])
      _ = try await client.send(form)
      for method in ["GET", "POST", "DELETE"] {
        let told = try echoed(try await client.send(.test(server.url("/echo"), method: method)))
        #expect(told["method"]?.stringValue == method && told["body"]?.stringValue == "")
        #expect(header("x-secret", of: told) == [] && header("content-type", of: told) == [])
      }
    }
  }

  @Test func readsStatusAndHeaders() async throws {
    try await withClient { client, server in
      for code in [200, 204, 301, 404, 429, 500, 599] {
        let response = try await client.send(
          .test(server.url("/status?code=\(code)"), method: code == 204 ? "HEAD" : "GET"))
        #expect(response.status == code)
        #expect(response.header("retry-after") == "7")
        #expect(response.headers.filter { $0.name == "x-two" }.map(\.value) == ["1", "2"])
        #expect(response.elapsed > .zero)
      }
    }
  }

  @Test func passesOverInterimResponses() async throws {
    try await withClient { client, server in
      let response = try await client.send(.test(server.url("/interim")))
      #expect(response.status == 200 && response.body == Array("late".utf8))
      #expect(response.header("x-early") == nil)
    }
  }

  @Test func decompresses() async throws {
    try await withClient { client, server in
      #expect(await body(client, .test(server.url("/gzip"))) == Array("small".utf8))
    }
  }

  @Test func keepsConnections() async throws {
    try await withClient { client, server in
      for number in 1...50 {
        let told = try echoed(try await client.send(.test(server.url("/echo"))))
        #expect(told["served"]?.integerValue == Int64(number))
      }
    }
  }

  @Test func carriesManyAtOnce() async throws {
    try await withClient(.init(maxPerHost: 32)) { client, server in
      try await withThrowingTaskGroup(of: Int.self) { group in
        for number in 0..<1_000 {
          group.addTask { try await client.send(.test(server.url("/bytes?count=\(number)"))).body.count - number }
        }
        for try await difference in group { #expect(difference == 0) }
      }
    }
  }
}
