import HTTPTypes
import Model

/// One method of one path: who may call it, what body it takes, and what it does.
struct Route: Sendable {
  enum Access: Sendable, Hashable {
    /// Anybody, without a token.
    case open
    /// Clients whose token has this scope.
    case scope(Scope)
  }

  enum Body: Sendable, Hashable {
    /// None; one that comes all the same is not read.
    case none
    case json
    /// JSON or a form, as POST /auth/token takes them.
    case jsonOrForm
    /// Any bytes, as they come, with the request's head: see ``Call/raw``.
    case raw
  }

  let method: HTTPRequest.Method
  let path: PathPattern
  let access: Access
  let body: Body
  let respond: @Sendable (Call) async throws(Refusal) -> Answer

  init(
    _ method: HTTPRequest.Method,
    _ path: String,
    _ access: Access,
    body: Body = .none,
    takesRest: Bool = false,
    respond: @escaping @Sendable (Call) async throws(Refusal) -> Answer
  ) {
    self.method = method
    self.path = PathPattern(path, takesRest: takesRest)
    self.access = access
    self.body = body
    self.respond = respond
  }
}

extension Route.Body {
  func check(contentType: String?) throws(Refusal) {
    switch self {
    case .none, .raw: return
    case .json:
      guard MediaType(contentType)?.isJSON == true else {
        throw Refusal(.unsupportedMediaType, "The body must be application/json in UTF-8.")
      }
    case .jsonOrForm:
      guard let type = MediaType(contentType), type.isJSON || type.isForm else {
        throw Refusal(
          .unsupportedMediaType,
          "The body must be application/json or application/x-www-form-urlencoded."
        )
      }
    }
  }
}
