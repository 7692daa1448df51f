import Model

/// Who sends a request, and what they may do.
struct Caller: Sendable {
  let session: ClientSession
  let scopes: Set<Scope>

  /// - Parameters:
  ///   - granted: what the token says.
  ///   - allowed: what the client may do today.
  init(session: ClientSession, granted: Set<Scope>, allowed: Set<Scope>) {
    self.session = session
    scopes = allowed.contains(.admin) ? granted : granted.intersection(allowed)
  }

  /// `admin` stands for every scope.
  func require(_ scope: Scope) throws(Refusal) {
    guard scopes.contains(scope) || scopes.contains(.admin) else {
      throw Refusal(
        .insufficientScope,
        "The access token must have the scope \(scope.rawValue).",
        headers: [
          (
            "WWW-Authenticate",
            #"Bearer realm="chat4all", error="insufficient_scope", scope="\#(scope.rawValue)""#
          )
        ]
      )
    }
  }
}
