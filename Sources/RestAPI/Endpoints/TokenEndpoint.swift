import Foundation
import Gateway
import Model

/// POST /auth/token: access tokens for client credentials.
struct TokenEndpoint: Sendable {
  let edge: Edge

  var routes: [Route] {
    [
      Route(.post, "/auth/token", .open, body: .jsonOrForm) { call throws(Refusal) in
        let isForm = MediaType(call.headers.contentType)?.isForm == true
        do throws(Refusal) {
          return try await issue(ClientCredentials(call), to: call)
        } catch {
          var refusal = error
          refusal.headers.append(("Cache-Control", "no-store"))
          // Only the form is the protocol of RFC 6749.
          if !isForm { refusal.oauthError = nil }
          throw refusal
        }
      }
    ]
  }

  private func issue(_ credentials: ClientCredentials, to call: Call) async throws(Refusal) -> Answer {
    let bucket = "\(credentials.clientID) \(call.remoteAddress)"
    if let rate = edge.tokenRates.take(bucket, now: edge.time.uptime()), !rate.isAllowed {
      var refusal = Refusal(
        GatewayError(.rateLimited, "Too many tokens were asked for.", retryAfter: rate.retryAfter)
      )
      refusal.oauthError = "temporarily_unavailable"
      throw refusal
    }
    // An id that cannot exist is looked up all the same: it must take as long as one that does.
    let clientID = ClientID(credentials.clientID) ?? ClientID(UUID(uuid: UUID_NULL))
    let client = try await asking { () async throws(GatewayError) in
      try await edge.gateway.authenticate(clientID: clientID, secret: credentials.clientSecret)
    }
    guard let client else {
      var refusal = Refusal(
        .invalidClient,
        "The client id or the client secret is wrong.",
        headers: [("WWW-Authenticate", #"Basic realm="chat4all""#)]
      )
      refusal.oauthError = "invalid_client"
      throw refusal
    }
    let scopes = try Self.scopes(asked: credentials.scopes, of: client)
    let token = try await asking { () async throws(GatewayError) in
      try await edge.tokens.issue(to: client.clientID, scopes: scopes, at: edge.time.wall())
    }
    return .json(headers: [("Cache-Control", "no-store")]) { writer in
      writer.text("access_token", token)
      writer.text("token_type", "Bearer")
      writer.key("expires_in")
      writer.integer(edge.tokens.lifetime.components.seconds)
      writer.text("scope", Scope.text(scopes))
    }
  }

  /// All that the client has, or those it asks for, which it must have.
  private static func scopes(asked: [String]?, of client: APIClient) throws(Refusal) -> Set<Scope> {
    guard let asked, !asked.isEmpty else { return client.scopes }
    let scopes = asked.compactMap { Scope(rawValue: $0) }
    guard scopes.count == asked.count,
      scopes.allSatisfy({ client.scopes.contains($0) || client.scopes.contains(.admin) })
    else {
      var refusal = Refusal(.invalidRequest, "The scope must be among those of the client.")
      refusal.oauthError = "invalid_scope"
      throw refusal
    }
    return Set(scopes)
  }
}

private let UUID_NULL: uuid_t = (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
