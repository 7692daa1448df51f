import Foundation
import Model
import Testing

@testable import RestAPI

/// Who gets in, and how often.
struct AccessTests {
  @Test func aTokenIsGivenForJSON() async throws {
    try await TestServer.run { server async throws in
      let response = try await server.request(
        "POST", "/auth/token", json: #"{"client_id":"\#(server.client)","client_secret":"secret"}"#, isAnonymous: true)
      #expect(response.status == 200)
      #expect(response["Cache-Control"] == "no-store")
      #expect(response.json["token_type"] == "Bearer")
      #expect(response.json["expires_in"] == 3600)
      #expect(response.json["scope"] == "messages:write messages:read admin")
      let token = try #require(response.json["access_token"]?.stringValue)
      #expect(try await server.request("GET", "/v1/channels", token: token).status == 200)
    }
  }

  private func form(_ server: TestServer, _ body: String, basic: String? = nil) async throws -> TestResponse {
    var headers = ["Content-Type: application/x-www-form-urlencoded"]
    if let basic { headers.append("Authorization: Basic \(Data(basic.utf8).base64EncodedString())") }
    return try await server.request("POST", "/auth/token", json: body, headers: headers, isAnonymous: true)
  }

  @Test func aTokenIsGivenForTheFormOfOAuth() async throws {
    try await TestServer.run { server async throws in
      let fields = "grant_type=client_credentials&client_id=\(server.client)&client_secret=secret"
      #expect(try await form(server, fields).status == 200)
      let narrow = try await form(server, fields + "&scope=messages%3Aread")
      #expect(narrow.json["scope"] == "messages:read")
      let token = try #require(narrow.json["access_token"]?.stringValue)
      #expect(try await server.request("GET", "/v1/channels", token: token).status == 403)
      #expect(try await server.request("GET", "/v1/conversations", token: token).status == 200)
      let basic = try await form(server, "grant_type=client_credentials", basic: "\(server.client):secret")
      #expect(basic.status == 200)
    }
  }

  @Test(arguments: [
    ("client_id=ID&client_secret=secret", 400, "invalid_request"),
    ("grant_type=password&client_id=ID&client_secret=secret", 400, "unsupported_grant_type"),
    ("grant_type=client_credentials&client_id=ID", 400, "invalid_request"),
    ("grant_type=client_credentials&client_id=ID&client_secret=secret&x=1", 400, "invalid_request"),
    ("grant_type=client_credentials&client_id=ID&client_secret=secret&client_secret=secret", 400, "invalid_request"),
    ("grant_type=client_credentials&client_id=ID&client_secret=secret&scope=files", 200, nil),
    ("grant_type=client_credentials&client_id=ID&client_secret=secret&scope=everything", 400, "invalid_scope"),
    ("grant_type=client_credentials&client_id=ID&client_secret=wrong", 401, "invalid_client"),
    ("grant_type=client_credentials&client_id=nobody&client_secret=secret", 401, "invalid_client"),
    ("grant_type=%zz", 400, "invalid_request"), ("", 400, "invalid_request"),
  ])
  func theFormsErrorsAreThoseOfOAuth(_ body: String, _ status: Int, _ error: String?) async throws {
    try await TestServer.run { server async throws in
      let response = try await form(server, body.replacing("ID", with: "\(server.client)"))
      #expect(response.status == status)
      #expect(response.json["error"]?.stringValue == error)
      #expect(response["Cache-Control"] == "no-store")
    }
  }

  @Test func aWrongSecretIsRefused() async throws {
    try await TestServer.run { server async throws in
      for body in [
        #"{"client_id":"\#(server.client)","client_secret":"x"}"#, #"{"client_id":"x","client_secret":"secret"}"#,
      ] {
        let response = try await server.request("POST", "/auth/token", json: body, isAnonymous: true)
        #expect(response.status == 401)
        #expect(response.code == "invalid_client")
        #expect(response.json["error"] == nil)
        #expect(response["WWW-Authenticate"]?.hasPrefix("Basic") == true)
      }
      let empty = try await server.request("POST", "/auth/token", json: "{}", isAnonymous: true)
      #expect(empty.pointers == ["/client_id", "/client_secret"])
    }
  }

  @Test func guessingASecretIsSlow() async throws {
    try await TestServer.run {
      $0.tokenRate = RateLimit(perSecond: 1, burst: 2)
    } body: { server async throws in
      let body = #"{"client_id":"\#(server.client)","client_secret":"x"}"#
      for status in [401, 401, 429] {
        #expect(try await server.request("POST", "/auth/token", json: body, isAnonymous: true).status == status)
      }
      let other = #"{"client_id":"other","client_secret":"x"}"#
      #expect(try await server.request("POST", "/auth/token", json: other, isAnonymous: true).status == 401)
      server.clock.advance(by: .seconds(1))
      let right = #"{"client_id":"\#(server.client)","client_secret":"secret"}"#
      #expect(try await server.request("POST", "/auth/token", json: right, isAnonymous: true).status == 200)
    }
  }

  @Test func withoutAValidTokenNothingIsSaid() async throws {
    try await TestServer.run { server async throws in
      for path in ["/v1/conversations", "/v1/messages/x", "/v1/channels", "/v1/users/x"] {
        let none = try await server.request("GET", path, isAnonymous: true)
        #expect(none.status == 401)
        #expect(none["WWW-Authenticate"] == #"Bearer realm="chat4all""#)
        let bad = try await server.request("GET", path, token: server.token + "x")
        #expect(bad.status == 401)
        #expect(bad["WWW-Authenticate"]?.contains("invalid_token") == true)
      }
      let basic = try await server.request(
        "GET", "/v1/channels", headers: ["Authorization: Basic eDp5"], isAnonymous: true)
      #expect(basic.status == 401)
      server.clock.advance(by: .seconds(3600))
      #expect(try await server.request("GET", "/v1/channels").status == 401)
    }
  }

  @Test func everyRouteHasItsScope() async throws {
    try await TestServer.run { server async throws in
      let scoped = server.edge.routes().filter { $0.access != .open }
      #expect(scoped.count == 38)
      for scope in Scope.allCases {
        let client = server.gateway.addClient(scopes: [scope])
        let token = try await server.tokens.issue(to: client, scopes: [scope], at: server.clock.now)
        for route in scoped {
          let path = route.path.text.replacing("{conversation_id}", with: "x").replacing("{user_id}", with: "x")
            .replacing("{message_id}", with: "x").replacing("{channel}", with: "x").replacing(
              "{dead_letter_id}", with: "x")
          let response = try await server.request(
            route.method.rawValue, path, json: route.body == .none ? nil : "{}", token: token)
          let isAllowed = route.access == .scope(scope) || scope == .admin
          #expect((response.status == 403) == !isAllowed, "\(route.method) \(path) with \(scope)")
          if !isAllowed { #expect(response["WWW-Authenticate"]?.contains("insufficient_scope") == true) }
        }
      }
    }
  }

  @Test func aClientHasItsRateOverBothWays() async throws {
    try await TestServer.run {
      $0.clientRate = RateLimit(perSecond: 1, burst: 4)
    } body: { server async throws in
      let conversation = try await server.conversation()
      let body = server.message(conversation, id: "m")
      try await server.connect { connection async throws in
        for remaining in [3, 2, 1, 0] {
          try await connection.send(server.send(body))
          let response = try await connection.response()
          #expect(response.status == 202)
          #expect(response["RateLimit-Limit"] == "4")
          #expect(response["RateLimit-Remaining"] == "\(remaining)")
          #expect(response["RateLimit-Reset"] == "\(4 - remaining)")
        }
        try await connection.send(server.send(body))
        let refused = try await connection.response()
        #expect(refused.status == 429)
        #expect(refused.code == "rate_limited")
        #expect(refused["Retry-After"] == "1")
        #expect(refused["RateLimit-Remaining"] == "0")
      }
      #expect(try await server.request("GET", "/v1/conversations").status == 429)
      #expect(try await server.request("GET", "/healthz").status == 200)
      server.clock.advance(by: .seconds(2))
      #expect(try await server.request("GET", "/v1/conversations").status == 200)
    }
  }

  @Test func aDisabledClientIsLockedOutWithinTenSeconds() async throws {
    try await TestServer.run { server async throws in
      #expect(try await server.request("GET", "/v1/conversations").status == 200)
      server.gateway.disable(server.client)
      server.clock.advance(by: .seconds(10))
      #expect(try await server.request("GET", "/v1/conversations").status == 401)
    }
  }
}
