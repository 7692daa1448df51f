import Gateway
import Model

/// People and their addresses on channels.
struct UserEndpoints: Sendable {
  private static let userPath = "/v1/users/{user_id}"
  private static let identityPath = "/v1/users/{user_id}/identities/{channel}"

  let gateway: any GatewayAPI

  var routes: [Route] {
    [
      Route(.put, Self.userPath, .scope(.messagesWrite), body: .json) { call throws(Refusal) in
        let userID = try call.newIdentifier(0, "user_id")
        let fields = try call.fields()
        let request = try refusing { () throws(GatewayError) in
          try PutUser(fields, userID: userID, clientID: call.clientID)
        }
        let (user, isNew) = try await asking { () async throws(GatewayError) in try await gateway.putUser(request) }
        return .json(isNew ? 201 : 200) { user.write(into: &$0) }
      },
      Route(.get, Self.userPath, .scope(.messagesRead)) { call throws(Refusal) in
        let userID = try call.identifier(0, or: .userNotFound)
        let user = try await asking { () async throws(GatewayError) in
          try await gateway.user(userID, client: call.clientID)
        }
        return .json { user.write(into: &$0) }
      },
      Route(.delete, Self.userPath, .scope(.messagesWrite)) { call throws(Refusal) in
        let userID = try call.identifier(0, or: .userNotFound)
        try await asking { () async throws(GatewayError) in
          try await gateway.deleteUser(userID, client: call.clientID)
        }
        return .noContent
      },
      Route(.put, Self.identityPath, .scope(.messagesWrite), body: .json) { call throws(Refusal) in
        let userID = try call.newIdentifier(0, "user_id")
        let channel = try call.newIdentifier(1, "channel", limit: 64)
        let fields = try call.fields()
        let request = try refusing { () throws(GatewayError) in
          try PutIdentity(fields, userID: userID, channel: channel, clientID: call.clientID)
        }
        let (identity, isNew) = try await asking { () async throws(GatewayError) in
          try await gateway.putIdentity(request)
        }
        return .json(isNew ? 201 : 200) { identity.write(into: &$0) }
      },
      Route(.get, Self.identityPath, .scope(.messagesRead)) { call throws(Refusal) in
        let userID = try call.identifier(0, or: .userNotFound)
        let channel = try call.identifier(1, or: .notFound)
        let identity = try await asking { () async throws(GatewayError) in
          try await gateway.identity(userID, channel: channel, client: call.clientID)
        }
        return .json { identity.write(into: &$0) }
      },
      Route(.delete, Self.identityPath, .scope(.messagesWrite)) { call throws(Refusal) in
        let userID = try call.identifier(0, or: .userNotFound)
        let channel = try call.identifier(1, or: .notFound)
        try await asking { () async throws(GatewayError) in
          try await gateway.deleteIdentity(userID, channel: channel, client: call.clientID)
        }
        return .noContent
      },
    ]
  }
}
