public import ConnectorSDK
import JSON

// What the homeserver calls: the application service API.
extension Matrix {
  private static let root = "/_matrix/app/v1"

  public func onWebhookEvent(_ request: WebhookRequest) async throws(ConnectorError) -> WebhookAnswer {
    guard let token = Self.token(of: request) else {
      return Self.refused(401, "M_MISSING_TOKEN", "the hs_token is missing")
    }
    guard ConstantTime.isEqual(token, settings.hsToken) else {
      return Self.refused(403, "M_FORBIDDEN", "the hs_token is wrong")
    }
    // Older homeservers call without the root.
    let path = request.path.hasPrefix(Self.root) ? request.path.dropFirst(Self.root.count) : request.path[...]
    let parts = path.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: true).map(String.init)
    switch (parts.first, parts.count) {
    case ("transactions", 2):
      guard request.method == "PUT" else { return Self.wrongMethod }
      return try await take(request.body, transaction: parts[1])
    case ("ping", 1):
      guard request.method == "POST" else { return Self.wrongMethod }
      return Self.answer(200, [:])
    // Those who stand for somebody are made when they are needed, so the homeserver knows them before anybody asks.
    case ("users", 2), ("rooms", 2), ("thirdparty", 2):
      guard request.method == "GET" else { return Self.wrongMethod }
      return Self.answer(404, ["errcode": "M_NOT_FOUND", "error": "Chat4All does not know it."])
    default: return Self.refused(404, "M_UNRECOGNIZED", "no such address of an application service")
    }
  }

  private func take(_ body: [UInt8], transaction id: String) async throws(ConnectorError) -> WebhookAnswer {
    let json: JSONValue
    do throws(JSONError) {
      json = try PlatformJSON.parse(body)
    } catch {
      guard error.code != .syntax else {
        return Self.refused(400, "M_NOT_JSON", "the body is no JSON, or not all of it")
      }
      // It would come again for ever, and nothing after it.
      host.log(.error, "a transaction of the homeserver cannot be read, and is passed over: \(error)")
      var event = Event(.other, id: "transaction/\(id)/\(body.count)")
      event.detail = "a transaction that cannot be read: \(error)"
      if body.count <= 1 << 20 { event.raw = body }
      return Self.answer(200, [:], [event])
    }
    guard json.objectValue != nil else { return Self.refused(400, "M_BAD_JSON", "a transaction is an object") }
    var transaction = Transaction(id: String(id.prefix(200)), of: self)
    try await transaction.read(json)
    return Self.answer(200, [:], transaction.events)
  }

  /// The header, or the parameter of older homeservers.
  private static func token(of request: WebhookRequest) -> String? {
    if let header = request.header("authorization"), header.lowercased().hasPrefix("bearer ") {
      return String(header.dropFirst(7))
    }
    return request.parameter("access_token")
  }

  private static let wrongMethod = refused(405, "M_UNRECOGNIZED", "not with this method")

  private static func refused(_ status: Int, _ code: String, _ reason: String) -> WebhookAnswer {
    var answer = answer(status, ["errcode": .string(code), "error": .string(reason)])
    answer.reason = reason
    return answer
  }

  /// The homeserver takes an answer without JSON for a failure.
  private static func answer(_ status: Int, _ body: JSONValue, _ events: [Event] = []) -> WebhookAnswer {
    WebhookAnswer(
      status: status, headers: [HTTPHeader("Content-Type", "application/json")], body: JSONWriter.bytes(of: body),
      events: events)
  }
}
