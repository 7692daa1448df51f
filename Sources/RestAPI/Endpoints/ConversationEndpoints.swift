import Gateway
import Model

/// Conversations, their members and their history.
struct ConversationEndpoints: Sendable {
  let gateway: any GatewayAPI

  var routes: [Route] {
    [
      Route(.post, "/v1/conversations", .scope(.messagesWrite), body: .json) { call throws(Refusal) in
        let fields = try call.fields()
        let request = try refusing { () throws(GatewayError) in
          try CreateConversation(fields, clientID: call.clientID)
        }
        let conversation = try await asking { () async throws(GatewayError) in
          try await gateway.createConversation(request)
        }
        let location = "/v1/conversations/\(conversation.conversationID)"
        return .json(201, headers: [("Location", location)]) { conversation.write(into: &$0) }
      },
      Route(.get, "/v1/conversations", .scope(.messagesRead)) { call throws(Refusal) in
        var form = try FormReader(call.query)
        let request = call.pageRequest(&form)
        let member = form.identifier("member")
        try form.finish()
        let page = try await asking { () async throws(GatewayError) in
          try await gateway.conversations(client: call.clientID, member: member, page: request)
        }
        return .page("conversations", page) { $0.write(into: &$1) }
      },
      Route(.get, "/v1/conversations/{conversation_id}", .scope(.messagesRead)) { call throws(Refusal) in
        let id = try call.conversationID()
        return try await answer { () async throws(GatewayError) in
          try await gateway.conversation(id, client: call.clientID)
        }
      },
      Route(.get, "/v1/conversations/{conversation_id}/messages", .scope(.messagesRead)) { call throws(Refusal) in
        let request = try call.historyRequest()
        let id = try call.conversationID()
        let page = try await asking { () async throws(GatewayError) in
          do throws(GatewayError) {
            return try await gateway.history(id, client: call.clientID, request: request)
          } catch  where call.hasCursorInSince {
            throw error.moving("?cursor", to: "?since")
          }
        }
        return .page("messages", page) { $0.write(into: &$1, withDeliveries: false) }
      },
      Route(
        .post,
        "/v1/conversations/{conversation_id}/members",
        .scope(.messagesWrite),
        body: .json
      ) { call throws(Refusal) in
        let id = try call.conversationID()
        var fields = try call.fields()
        let userID = fields.required("user_id", .identifier)
        if let failure = fields.failure() { throw Refusal(failure) }
        guard let userID else { preconditionFailure("a missing field is a noted error") }
        return try await answer { () async throws(GatewayError) in
          try await gateway.addMember(userID, to: id, client: call.clientID)
        }
      },
      Route(
        .delete,
        "/v1/conversations/{conversation_id}/members/{user_id}",
        .scope(.messagesWrite)
      ) { call throws(Refusal) in
        let id = try call.conversationID()
        let userID = try call.identifier(1, or: .userNotFound)
        return try await answer { () async throws(GatewayError) in
          try await gateway.removeMember(userID, from: id, client: call.clientID)
        }
      },
    ]
  }

  private func answer(
    _ call: () async throws(GatewayError) -> Conversation
  ) async throws(Refusal) -> Answer {
    let conversation = try await asking(call)
    return .json { conversation.write(into: &$0) }
  }
}
