import Connectors

/// What becomes of a connector's HTTP request.
enum BenchAnswer: Sendable {
  case outcome(ConnectorHTTPOutcome)
  /// It stays open until it is aborted, its cause ends, or the check answers.
  case held

  static func status(_ status: Int, _ body: String = "{}", _ headers: [(String, String)] = []) -> Self {
    .bytes(status, Array(body.utf8), headers)
  }

  static func bytes(_ status: Int, _ body: [UInt8], _ headers: [(String, String)] = []) -> Self {
    let type = headers.contains { $0.0 == "content-type" } ? [] : [("content-type", "application/json")]
    return .outcome(
      .response(.init(status: status, headers: (type + headers).map { .init(name: $0.0, value: $0.1) }, body: body)))
  }

  static func failure(_ failure: ConnectorHTTPOutcome.Failure) -> Self {
    .outcome(.failure(failure, detail: "so the check wants it"))
  }
}
