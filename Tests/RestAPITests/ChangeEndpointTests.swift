import JSON
import Testing

@testable import RestAPI

/// The routes by which messages change, over a real server.
struct ChangeEndpointTests {
  @Test func aMessageIsEditedAndTakenBack() async throws {
    try await TestServer.run { server async throws in
      let conversation = try await server.conversation()
      _ = try await server.request("POST", "/v1/messages", json: server.message(conversation, id: "m-1"))
      let payload = #"{"payload":{"type":"text","text":"*novo*","format":"markdown"}}"#
      let edited = try await server.request("PATCH", "/v1/messages/m-1", json: payload)
      #expect(edited.status == 202)
      #expect(edited.json == ["status": "accepted", "message_id": "m-1"])
      #expect(try await server.request("GET", "/v1/messages/m-1").json["is_edited"] == true)
      let stranger = #"{"from":"bruno","payload":{"type":"text","text":"x"}}"#
      #expect(try await server.request("PATCH", "/v1/messages/m-1", json: stranger).code == "validation_failed")
      #expect(try await server.request("DELETE", "/v1/messages/m-1").status == 202)
      #expect(try await server.request("PATCH", "/v1/messages/m-1", json: payload).code == "conflict")
      #expect(try await server.request("DELETE", "/v1/messages/m-2").code == "message_not_found")
    }
  }

  @Test func aMemberReactsAndTakesItBack() async throws {
    try await TestServer.run { server async throws in
      let conversation = try await server.conversation()
      _ = try await server.request("POST", "/v1/messages", json: server.message(conversation, id: "m-1"))
      let path = "/v1/messages/m-1/reactions/bruno"
      #expect(try await server.request("PUT", path, json: #"{"reaction":"👍"}"#).status == 202)
      let reactions = try await server.request("GET", "/v1/messages/m-1").json["reactions"]
      #expect(reactions?.arrayValue?.map { $0["reaction"] } == ["👍"])
      #expect(try await server.request("DELETE", path).status == 202)
      #expect(try await server.request("GET", "/v1/messages/m-1").json["reactions"] == nil)
      let stranger = try await server.request("PUT", "/v1/messages/m-1/reactions/zoe", json: #"{"reaction":"👍"}"#)
      #expect(stranger.code == "not_a_member")
      #expect(try await server.request("PUT", path, json: #"{"reaction":""}"#).code == "validation_failed")
    }
  }

  @Test func typingIsForMembers() async throws {
    try await TestServer.run { server async throws in
      let conversation = try await server.conversation()
      let path = "/v1/conversations/\(conversation)/typing"
      #expect(try await server.request("POST", path, json: #"{"from":"ana"}"#).status == 202)
      #expect(try await server.request("POST", path, json: #"{"from":"ana","typing":false}"#).status == 202)
      #expect(try await server.request("POST", path, json: #"{"from":"zoe"}"#).code == "not_a_member")
      #expect(try await server.request("POST", path, json: #"{"typing":true}"#).code == "validation_failed")
    }
  }

  @Test func saysWhereAFormatIsWrong() async throws {
    try await TestServer.run { server async throws in
      let conversation = try await server.conversation()
      for (payload, pointer) in [
        (#"{"type":"text","text":"<b>x","format":"html"}"#, "/payload/text"),
        (#"{"type":"text","text":"x","format":"rtf"}"#, "/payload/format"),
      ] {
        let body = #"{"conversation_id":"\#(conversation)","from":"ana","payload":\#(payload)}"#
        let answer = try await server.request("POST", "/v1/messages", json: body)
        #expect(answer.status == 422)
        #expect(answer.json["errors"]?.arrayValue?.compactMap { $0["pointer"] } == [.string(pointer)])
      }
    }
  }
}
