import Foundation
import Gateway
import JSON
import Model
import Testing

@testable import RestAPI

/// Every route over a real server.
struct EndpointTests {
  @Test func aConversationIsMadeReadAndListed() async throws {
    try await TestServer.run { server async throws in
      let made = try await server.request(
        "POST", "/v1/conversations", json: #"{"type":"group","members":["ana","bruno","c d"],"metadata":{"k":[1]}}"#)
      #expect(made.status == 201)
      let id = try #require(made.json["conversation_id"]?.stringValue)
      #expect(made["Location"] == "/v1/conversations/\(id)")
      #expect(made.json["type"] == "group")
      #expect(made.json["members"] == ["ana", "bruno", "c d"])
      #expect(made.json["metadata"] == ["k": [1]])
      #expect(made.json["last_sequence_number"] == 0)
      #expect(made.json["created_at"] == "2026-01-31T09:30:00.000000Z")
      #expect(try await server.request("GET", "/v1/conversations/\(id)").json == made.json)
      let list = try await server.request("GET", "/v1/conversations?member=c+d&limit=1")
      #expect(list.json["conversations"] == [made.json])
      #expect(list.json["has_more"] == false)
      #expect(try await server.request("GET", "/v1/conversations?member=zoe").json["conversations"] == [])
    }
  }

  @Test func membersJoinAndLeaveGroupsOnly() async throws {
    try await TestServer.run { server async throws in
      let group = try await server.conversation(["ana", "bruno", "carla"])
      let joined = try await server.request(
        "POST", "/v1/conversations/\(group)/members", json: #"{"user_id":"d/e"}"#)
      #expect(joined.status == 200)
      #expect(joined.json["members"] == ["ana", "bruno", "carla", "d/e"])
      let left = try await server.request("DELETE", "/v1/conversations/\(group)/members/d%2Fe")
      #expect(left.status == 200)
      #expect(left.json["members"] == ["ana", "bruno", "carla"])
      #expect(try await server.request("DELETE", "/v1/conversations/\(group)/members/zoe").code == "user_not_found")
      let pair = try await server.conversation()
      let refused = try await server.request("POST", "/v1/conversations/\(pair)/members", json: #"{"user_id":"x"}"#)
      #expect(refused.status == 409)
      #expect(refused.code == "conflict")
    }
  }

  @Test func aMessageIsSentReadAndAcknowledged() async throws {
    try await TestServer.run { server async throws in
      let conversation = try await server.conversation()
      let body = server.message(conversation, id: "m 1/é")
      let sent = try await server.request("POST", "/v1/messages", json: body)
      #expect(sent.status == 202)
      #expect(sent.text == #"{"status":"accepted","message_id":"m 1/é"}"#)
      let location = try #require(sent["Location"])
      #expect(location == "/v1/messages/m%201%2F%C3%A9")
      #expect(try await server.request("POST", "/v1/messages", json: body).status == 202)
      let other = try await server.request(
        "POST", "/v1/messages", json: server.message(conversation, id: "m 1/é", text: "Tchau"))
      #expect(other.status == 409)
      #expect(other.code == "message_id_reused")

      server.clock.advance(by: .seconds(1))
      let read = try await server.request("POST", location + "/status", json: #"{"user_id":"bruno","status":"read"}"#)
      #expect(read.status == 202)
      #expect(read.json == ["message_id": "m 1/é", "user_id": "bruno", "status": "read"])
      let message = try await server.request("GET", location).json
      #expect(message["status"] == "read")
      #expect(message["payload"] == ["type": "text", "text": "Olá!"])
      #expect(message["to"] == ["bruno"])
      #expect(message["sequence_number"] == 1)
      #expect(message["status_history"]?.arrayValue?.map { $0["status"] } == ["sent", "read"])
      #expect(message["channel_delivery"]?["internal"]?["status"] == "read")
      #expect(message["deliveries"]?.arrayValue?.count == 1)
    }
  }

  @Test func aMessageWithoutAnIDGetsOne() async throws {
    try await TestServer.run { server async throws in
      let conversation = try await server.conversation()
      let body = #"{"conversation_id":"\#(conversation)","from":"ana","payload":{"type":"text","text":"x"}}"#
      let first = try await server.request("POST", "/v1/messages", json: body).json["message_id"]?.stringValue
      let second = try await server.request("POST", "/v1/messages", json: body).json["message_id"]?.stringValue
      #expect(UUIDText.parse(try #require(first)) != nil)
      #expect(first != second)
    }
  }

  @Test func historyIsReadInPartsBothWays() async throws {
    try await TestServer.run { server async throws in
      let conversation = try await server.conversation()
      for index in 1...5 {
        server.clock.advance(by: .milliseconds(100))
        _ = try await server.request("POST", "/v1/messages", json: server.message(conversation, id: "m\(index)"))
      }
      let path = "/v1/conversations/\(conversation)/messages"
      func ids(_ query: String) async throws -> ([String], TestResponse) {
        let response = try await server.request("GET", path + query)
        return (response.json["messages"]?.arrayValue?.compactMap { $0["message_id"]?.stringValue } ?? [], response)
      }
      let (all, _) = try await ids("")
      #expect(all == ["m1", "m2", "m3", "m4", "m5"])
      let (first, page) = try await ids("?limit=2")
      #expect(first == ["m1", "m2"])
      #expect(page.json["has_more"] == true)
      let cursor = try #require(page.json["next_cursor"]?.stringValue)
      #expect(try await ids("?limit=2&cursor=\(cursor)").0 == ["m3", "m4"])
      #expect(try await ids("?since=\(cursor)").0 == ["m3", "m4", "m5"])
      #expect(try await ids("?order=desc&limit=2").0 == ["m5", "m4"])
      #expect(try await ids("?since=2026-01-31T09:30:00.3Z").0 == ["m3", "m4", "m5"])
      // An offset's plus that was not encoded arrives as a blank, and is understood.
      #expect(try await ids("?since=2026-01-31T10:30:00.3+01:00").0 == ["m3", "m4", "m5"])
      #expect(try await ids("?since=2026-01-31T10:30:00.3%2B01:00&cursor=m4").0 == ["m5"])
    }
  }

  @Test func usersAndIdentitiesComeAndGo() async throws {
    try await TestServer.run { server async throws in
      let path = "/v1/users/ana%40example.org"
      let made = try await server.request("PUT", path, json: #"{"display_name":"Ana","metadata":{"n":1.0}}"#)
      #expect(made.status == 201)
      #expect(made.json["user_id"] == "ana@example.org")
      #expect(made.text.contains(#""n":1.0"#))
      #expect(try await server.request("PUT", path, json: "{}").json["display_name"] == .null)
      #expect(try await server.request("PUT", path, json: "{}").status == 200)

      let identity = try await server.request(
        "PUT", path + "/identities/echo", json: #"{"address":"+55","verified":true}"#)
      #expect(identity.status == 201)
      #expect(identity.json["verified"] == true)
      #expect(try await server.request("GET", path + "/identities/echo").json == identity.json)
      #expect(try await server.request("GET", path).json["identities"] == [identity.json])
      let taken = try await server.request("PUT", "/v1/users/eva/identities/echo", json: #"{"address":"+55"}"#)
      #expect(taken.code == "identity_taken")
      #expect(try await server.request("DELETE", path + "/identities/echo").status == 204)
      #expect(try await server.request("GET", path + "/identities/echo").code == "not_found")

      _ = try await server.request("PUT", "/v1/users/ana", json: "{}")
      _ = try await server.conversation()
      #expect(try await server.request("DELETE", "/v1/users/ana").code == "conflict")
      let gone = try await server.request("DELETE", path)
      #expect(gone.status == 204)
      #expect(gone.body.isEmpty)
      #expect(try await server.request("GET", path).code == "user_not_found")
    }
  }

  @Test func operatorsReadChannelsAndDeadLetters() async throws {
    try await TestServer.run { server async throws in
      let channels = try await server.request("GET", "/v1/channels").json["channels"]?.arrayValue
      #expect(channels?.map { $0["name"] } == ["support", "internal"])
      #expect(channels?.first?["health"] == ["status": "ok", "detail": nil])
      let letter = DeadLetter(
        id: 7, messageID: "m", conversationID: ConversationID(UUID()), recipient: "bruno", channel: "echo",
        account: "support", attempts: 5, reason: "connector.permanent", detail: nil, failedAt: server.clock.now,
        redrivenAt: nil)
      server.gateway.state.withLock { $0.deadLetters = [letter] }
      let list = try await server.request("GET", "/v1/dead-letters")
      #expect(list.json["dead_letters"]?.arrayValue?.first?["id"] == 7)
      #expect(list.json["dead_letters"]?.arrayValue?.first?["redriven_at"] == .null)
      let redriven = try await server.request("POST", "/v1/dead-letters/7/redrive")
      #expect(redriven.status == 202)
      #expect(redriven.json["redriven_at"] == "2026-01-31T09:30:00.000000Z")
      #expect(try await server.request("POST", "/v1/dead-letters/7/redrive").code == "conflict")
      for id in ["8", "0", "-1", "x", "99999999999999999999"] {
        #expect(try await server.request("POST", "/v1/dead-letters/\(id)/redrive").code == "not_found")
      }
    }
  }

  @Test func monitoringNeedsNoToken() async throws {
    try await TestServer.run { server async throws in
      #expect(try await server.request("GET", "/healthz", isAnonymous: true).text == #"{"status":"ok"}"#)
      let ready = try await server.request("GET", "/readyz", isAnonymous: true)
      #expect(ready.status == 200)
      #expect(ready.json["status"] == "ready")
      server.gateway.state.withLock { $0.isReady = false }
      let notReady = try await server.request("GET", "/readyz", isAnonymous: true)
      #expect(notReady.status == 503)
      #expect(notReady.json["status"] == "not_ready")
      #expect(notReady.json["checks"]?.arrayValue?.first?["ready"] == false)
      let metrics = try await server.request("GET", "/metrics", isAnonymous: true)
      #expect(metrics["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8")
      #expect(
        metrics.text.contains(
          #"chat4all_http_request_seconds_count{method="GET",route="/readyz",status="503"} 1"#))
    }
  }

  @Test func headGivesTheHeadOfGet() async throws {
    try await TestServer.run { server async throws in
      let get = try await server.request("GET", "/healthz")
      let head = try await server.request("HEAD", "/healthz")
      #expect(head.status == 200)
      #expect(head.body.isEmpty)
      #expect(head["Content-Length"] == get["Content-Length"])
      #expect(try await server.request("HEAD", "/v1/messages").status == 405)
    }
  }

  @Test(arguments: [
    ("GET", "/", 404), ("GET", "/v1", 404), ("GET", "/v1/", 404), ("GET", "//healthz", 404), ("GET", "/healthz/", 404),
    ("GET", "/v1/messages/", 404), ("GET", "/v1/users/%", 400), ("GET", "/v1/users/%zz", 400),
    ("GET", "/v1/users/%ff", 400),
    ("GET", "/v1/users/a%00b", 404), ("PUT", "/v1/users/a%00b", 422), ("GET", "/v1/messages/a%0Ab", 404),
    ("GET", "/v1/conversations/x", 404), ("GET", "/v1/conversations/x/messages", 404),
    ("GET", "/v1/conversations?x=1", 422),
    ("GET", "/v1/conversations?limit=0", 422), ("GET", "/v1/conversations?limit=201", 422),
    ("GET", "/v1/conversations?limit=1&limit=2", 422), ("GET", "/v1/conversations?limit=%31", 200),
    ("GET", "/v1/conversations?limit=", 422), ("GET", "/v1/conversations?member=", 422),
    ("GET", "/v1/conversations?cursor=zz", 422),
    ("GET", "/v1/conversations?member=%zz", 400), ("OPTIONS", "*", 404), ("GET", "http://other/healthz", 200),
    ("GET", "/healthz#x", 200), ("GET", "/healthz?x", 200),
  ])
  func oddAddressesAreAnswered(_ method: String, _ path: String, _ status: Int) async throws {
    try await TestServer.run { server async throws in
      let response = try await server.request(method, path, json: method == "PUT" ? "{}" : nil)
      #expect(response.status == status)
      if status >= 400 { #expect(response["Content-Type"] == "application/problem+json") }
    }
  }

  @Test(arguments: [
    ("DELETE", "/v1/messages", "POST"), ("PATCH", "/v1/users/a", "PUT, GET, HEAD, DELETE"),
    ("POST", "/healthz", "GET, HEAD"),
    ("OPTIONS", "/v1/conversations", "POST, GET, HEAD"), ("TRACE", "/metrics", "GET, HEAD"),
    ("PROPFIND", "/auth/token", "POST"),
  ])
  func otherMethodsAreRefusedWithThoseThatAreNot(_ method: String, _ path: String, _ allowed: String) async throws {
    try await TestServer.run { server async throws in
      let response = try await server.request(method, path)
      #expect(response.status == 405)
      #expect(response["Allow"] == allowed)
      #expect(response.code == "method_not_allowed")
    }
  }

  @Test(arguments: [
    nil, "text/plain", "application/x-www-form-urlencoded", "application/json; charset=utf-16",
    "multipart/form-data; boundary=x",
  ])
  func onlyJSONIsTaken(_ type: String?) async throws {
    try await TestServer.run { server async throws in
      let headers = type.map { ["Content-Type: \($0)"] } ?? ["content-type: "]
      let response = try await server.request("POST", "/v1/conversations", json: "{}", headers: headers)
      #expect(response.status == 415)
      #expect(response.code == "unsupported_media_type")
    }
  }

  @Test func everyProblemSaysWhatAndWhichRequest() async throws {
    try await TestServer.run { server async throws in
      let response = try await server.request(
        "POST", "/v1/conversations", json: #"{"type":"private","members":["a"],"x":1}"#,
        headers: ["X-Request-Id: my.id-1"])
      #expect(response.status == 422)
      #expect(response["X-Request-Id"] == "my.id-1")
      #expect(response.json["request_id"] == "my.id-1")
      #expect(response.json["type"] == "urn:chat4all:error:validation_failed")
      #expect(response.json["status"] == 422)
      #expect(response.pointers == ["/members", "/x"])
      #expect(response["Date"] == "Sat, 31 Jan 2026 09:30:00 GMT")
    }
  }

  @Test func whatBelongsToAnotherClientDoesNotExist() async throws {
    try await TestServer.run { server async throws in
      let conversation = try await server.conversation()
      _ = try await server.request("POST", "/v1/messages", json: server.message(conversation, id: "m"))
      let stranger = server.gateway.addClient(scopes: [.messagesRead, .messagesWrite])
      let token = try await server.tokens.issue(
        to: stranger, scopes: [.messagesRead, .messagesWrite], at: server.clock.now)
      for path in ["/v1/conversations/\(conversation)", "/v1/conversations/\(conversation)/messages", "/v1/messages/m"]
      {
        #expect(try await server.request("GET", path, token: token).status == 404)
      }
      let sent = try await server.request(
        "POST", "/v1/messages", json: server.message(conversation, id: "n"), token: token)
      #expect(sent.code == "conversation_not_found")
    }
  }

  @Test func aGatewayThatCannotServeSaysWhenToComeBack() async throws {
    try await TestServer.run { server async throws in
      let conversation = try await server.conversation()
      server.gateway.onSend { _, completion in
        completion(.failure(GatewayError(.overloaded, "Too much to do.", retryAfter: .milliseconds(2500))))
      }
      for _ in 0..<2 {
        let response = try await server.request("POST", "/v1/messages", json: server.message(conversation, id: "m"))
        #expect(response.status == 503)
        #expect(response.code == "overloaded")
        #expect(response["Retry-After"] == "3")
      }
    }
  }
}
