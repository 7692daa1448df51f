import JSON
import Model
import NIOCore

/// One request as its route sees it: authenticated, admitted, read to its end.
struct Call: Sendable {
  /// Nil on open routes alone.
  var caller: Caller?
  /// The decoded segments that stand where the route's path has names, in their order.
  var parameters: [String]
  /// What stands behind the question mark, as it came.
  var query: String
  var headers: RequestHeaders
  var body: ByteBuffer
  /// The peer's address, without a port.
  var remoteAddress: String
  /// The head as it came, for routes that take raw bodies alone.
  var raw: RawHead?

  /// The client that calls a route behind a scope.
  var clientID: ClientID {
    guard let caller else { preconditionFailure("open routes have no client") }
    return caller.session.clientID
  }

  /// The body's fields.
  func fields() throws(Refusal) -> FieldReader {
    do { return try FieldReader(body) } catch { throw Refusal(error) }
  }
}

/// A request's head, undecoded.
struct RawHead: Sendable {
  /// Path and query.
  var target: String
  /// Names in lower case, in the order received.
  var headers: [(name: String, value: String)]
}

/// The header fields that the edge looks at.
struct RequestHeaders: Sendable {
  var authorization: String?
  var contentType: String?
  var contentLength: String?
  var requestID: String?
}
