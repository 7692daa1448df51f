/// Why the gateway could not do what a caller asked. The code is part of the API; the text is for people.
public struct GatewayError: Error, Sendable, Hashable, CustomStringConvertible {
  public var code: ErrorCode
  /// One sentence that says what would be right. Holds no secret and no user's text.
  public var message: String
  /// One entry per bad field of the request.
  public var fields: [FieldError]
  /// How long a caller should wait before it tries again; nil where trying again does not help.
  public var retryAfter: Duration?

  public init(_ code: ErrorCode, _ message: String, fields: [FieldError] = [], retryAfter: Duration? = nil) {
    self.code = code
    self.message = message
    self.fields = fields
    self.retryAfter = retryAfter
  }

  /// One bad field.
  public init(field pointer: String, _ message: String) {
    self.init(.validationFailed, "The request has a field that is not acceptable.", fields: [.init(pointer, message)])
  }

  public var description: String { "\(code.rawValue): \(message)" }
}

/// A field of a request that is not acceptable.
public struct FieldError: Error, Sendable, Hashable {
  /// A JSON pointer (RFC 6901) into the request's body, or `?name` for a query parameter.
  public var pointer: String
  /// What would be right.
  public var message: String

  public init(_ pointer: String, _ message: String) {
    self.pointer = pointer
    self.message = message
  }
}
