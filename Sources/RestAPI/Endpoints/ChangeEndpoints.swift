import Gateway
import JSON
import Model

/// What can happen to a message after it was sent: edits, deletions, reactions; and typing. Taken over with 202: how far it
/// got on each channel stands in the message, and is told as message.operation.
struct ChangeEndpoints: Sendable {
  let gateway: any GatewayAPI

  var routes: [Route] {
    [
      Route(.patch, "/v1/messages/{message_id}", .scope(.messagesWrite), body: .json) { call throws(Refusal) in
        let id = try call.identifier(0, or: .messageNotFound)
        let fields = try call.fields()
        let request = try refusing { () throws(GatewayError) in
          try EditMessage(fields, messageID: id, clientID: call.clientID)
        }
        try await asking { () async throws(GatewayError) in try await gateway.edit(request) }
        return Self.accepted(id)
      },
      Route(.delete, "/v1/messages/{message_id}", .scope(.messagesWrite)) { call throws(Refusal) in
        let id = try call.identifier(0, or: .messageNotFound)
        try await asking { () async throws(GatewayError) in
          try await gateway.deleteMessage(id, client: call.clientID)
        }
        return Self.accepted(id)
      },
      Route(
        .put, "/v1/messages/{message_id}/reactions/{user_id}", .scope(.messagesWrite), body: .json
      ) { call throws(Refusal) in
        let fields = try call.fields()
        let reaction = try refusing { () throws(GatewayError) in try ReactionBody(fields).reaction }
        return try await react(call, reaction)
      },
      Route(.delete, "/v1/messages/{message_id}/reactions/{user_id}", .scope(.messagesWrite)) { call throws(Refusal) in
        try await react(call, nil)
      },
      Route(
        .post, "/v1/conversations/{conversation_id}/typing", .scope(.messagesWrite), body: .json
      ) { call throws(Refusal) in
        let id = try call.conversationID()
        let fields = try call.fields()
        let request = try refusing { () throws(GatewayError) in
          try ShowTyping(fields, conversationID: id, clientID: call.clientID)
        }
        try await asking { () async throws(GatewayError) in try await gateway.showTyping(request) }
        return .json(202) { writer in
          writer.text("status", "accepted")
          writer.text("conversation_id", id.description)
        }
      },
    ]
  }

  private func react(_ call: Call, _ reaction: String?) async throws(Refusal) -> Answer {
    let id = try call.identifier(0, or: .messageNotFound)
    let userID = try call.identifier(1, or: .userNotFound)
    let request = ReactToMessage(clientID: call.clientID, messageID: id, userID: userID, reaction: reaction)
    try await asking { () async throws(GatewayError) in try await gateway.react(request) }
    return Self.accepted(id)
  }

  private static func accepted(_ messageID: String) -> Answer {
    .json(202) { writer in
      writer.text("status", "accepted")
      writer.text("message_id", messageID)
    }
  }
}
