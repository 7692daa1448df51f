/// Every code that an API answer can carry. They are stable: clients branch on them.
public enum ErrorCode: String, Sendable, Hashable, CaseIterable {
  case invalidJSON = "invalid_json"
  case invalidRequest = "invalid_request"
  case validationFailed = "validation_failed"
  case unauthorized
  case invalidClient = "invalid_client"
  case insufficientScope = "insufficient_scope"
  case notFound = "not_found"
  case conversationNotFound = "conversation_not_found"
  case messageNotFound = "message_not_found"
  case userNotFound = "user_not_found"
  case webhookNotFound = "webhook_not_found"
  case methodNotAllowed = "method_not_allowed"
  case requestTimeout = "request_timeout"
  case messageIDReused = "message_id_reused"
  case identityTaken = "identity_taken"
  case conflict
  case bodyTooLarge = "body_too_large"
  case unsupportedMediaType = "unsupported_media_type"
  case notAMember = "not_a_member"
  case unknownChannel = "unknown_channel"
  case rateLimited = "rate_limited"
  case internalError = "internal_error"
  case unavailable
  case overloaded

  /// The HTTP status that carries this code.
  public var httpStatus: Int {
    switch self {
    case .invalidJSON, .invalidRequest: 400
    case .unauthorized, .invalidClient: 401
    case .insufficientScope: 403
    case .notFound, .conversationNotFound, .messageNotFound, .userNotFound, .webhookNotFound: 404
    case .methodNotAllowed: 405
    case .requestTimeout: 408
    case .messageIDReused, .identityTaken, .conflict: 409
    case .bodyTooLarge: 413
    case .unsupportedMediaType: 415
    case .validationFailed, .notAMember, .unknownChannel: 422
    case .rateLimited: 429
    case .internalError: 500
    case .unavailable, .overloaded: 503
    }
  }

  /// The `title` of a problem document: the same for every occurrence (RFC 9457, section 3.1.3).
  public var title: String {
    switch self {
    case .invalidJSON: "The body is not acceptable JSON"
    case .invalidRequest: "The request is not acceptable"
    case .validationFailed: "The request has fields that are not acceptable"
    case .unauthorized: "A valid access token is needed"
    case .invalidClient: "The client id or the client secret is wrong"
    case .insufficientScope: "The access token lacks a scope"
    case .notFound: "There is nothing at this address"
    case .conversationNotFound: "There is no such conversation"
    case .messageNotFound: "There is no such message"
    case .userNotFound: "There is no such user"
    case .webhookNotFound: "There is no such webhook"
    case .methodNotAllowed: "This address does not take this method"
    case .requestTimeout: "The request did not arrive in time"
    case .messageIDReused: "This message_id belongs to another message"
    case .identityTaken: "This address belongs to another user"
    case .conflict: "The request does not fit the present state"
    case .bodyTooLarge: "The body is too large"
    case .unsupportedMediaType: "The body's media type is not supported"
    case .notAMember: "The user is not a member of the conversation"
    case .unknownChannel: "There is no such channel"
    case .rateLimited: "Too many requests"
    case .internalError: "The gateway made a mistake"
    case .unavailable: "The gateway cannot serve this now"
    case .overloaded: "The gateway has too much to do"
    }
  }
}
