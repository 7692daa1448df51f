import Gateway
import Model

/// Users that turn out to be one, and codes by which people prove that accounts are theirs.
struct IdentityEndpoints: Sendable {
  let gateway: any GatewayAPI

  var routes: [Route] {
    [
      Route(.post, "/v1/users/{user_id}/merge", .scope(.messagesWrite), body: .json) { call throws(Refusal) in
        let userID = try call.identifier(0, or: .userNotFound)
        let fields = try call.fields()
        let request = try refusing { () throws(GatewayError) in
          try UserMergeRequest(fields, userID: userID, clientID: call.clientID)
        }
        let (merge, isNew) = try await asking { () async throws(GatewayError) in try await gateway.mergeUser(request) }
        return .json(isNew ? 201 : 200) { merge.write(into: &$0) }
      },
      Route(.post, "/v1/users/{user_id}/unmerge", .scope(.messagesWrite)) { call throws(Refusal) in
        let userID = try call.identifier(0, or: .userNotFound)
        let merge = try await asking { () async throws(GatewayError) in
          try await gateway.unmergeUser(userID, client: call.clientID)
        }
        return .json { merge.write(into: &$0) }
      },
      Route(.get, "/v1/users/{user_id}/merges", .scope(.messagesRead)) { call throws(Refusal) in
        let userID = try call.identifier(0, or: .userNotFound)
        var form = try FormReader(call.query)
        let request = call.pageRequest(&form)
        try form.finish()
        let page = try await asking { () async throws(GatewayError) in
          try await gateway.merges(of: userID, client: call.clientID, page: request)
        }
        return .page("merges", page) { $0.write(into: &$1) }
      },
      Route(.post, "/v1/users/{user_id}/link-codes", .scope(.messagesWrite), body: .json) { call throws(Refusal) in
        let userID = try call.identifier(0, or: .userNotFound)
        let fields = try call.fields()
        let request = try refusing { () throws(GatewayError) in
          try CreateLinkCode(fields, userID: userID, clientID: call.clientID)
        }
        let code = try await asking { () async throws(GatewayError) in try await gateway.createLinkCode(request) }
        return .json(201) { code.write(into: &$0) }
      },
    ]
  }
}
