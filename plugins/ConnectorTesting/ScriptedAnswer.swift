public import ConnectorSDK

/// What a `FakeHost` lets an HTTP request of the connector come to.
public enum ScriptedAnswer: Sendable {
  case response(HTTPResponse)
  /// No response: with which result code, and whose words.
  case failure(ConnectorError)
  /// The request stays open until it is aborted, or `FakeHost.answerHeld(_:)`.
  case held

  public static func json(_ status: Int = 200, _ body: String, headers: [HTTPHeader] = []) -> Self {
    .response(HTTPResponse(status: status, headers: headers, body: Array(body.utf8)))
  }

  /// The request went out, and no answer came.
  public static let lost = Self.failure(.uncertain("the connection was lost"))
  /// Nothing was sent.
  public static let notSent = Self.failure(.retry("no connection"))
}
