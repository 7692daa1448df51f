import Model

/// Why the edge does not do what was asked: the gateway's own error, and what HTTP adds to it.
struct Refusal: Error, Sendable {
  var error: GatewayError
  var headers: [(name: String, value: String)] = []
  /// The code of RFC 6749, section 5.2, where a token was asked for.
  var oauthError: String?
  var closesConnection = false

  init(_ error: GatewayError) {
    self.error = error
  }

  init(_ code: ErrorCode, _ message: String, headers: [(name: String, value: String)] = []) {
    error = GatewayError(code, message)
    self.headers = headers
  }

  static let bodyTooLarge = Refusal(
    .bodyTooLarge,
    "The body has more bytes than the gateway takes.",
    closing: true
  )
  static let timedOut = Refusal(.requestTimeout, "The request did not arrive completely in time.", closing: true)
  static let malformed = Refusal(.invalidRequest, "The request is not well-formed HTTP.", closing: true)

  private init(_ code: ErrorCode, _ message: String, closing: Bool) {
    self.init(code, message)
    closesConnection = closing
  }
}

/// Runs a call of the gateway; its error becomes the refusal.
func asking<Value>(_ call: () async throws(GatewayError) -> Value) async throws(Refusal) -> Value {
  do { return try await call() } catch { throw Refusal(error) }
}
