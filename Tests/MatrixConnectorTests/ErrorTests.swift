import ConnectorSDK
import ConnectorTesting
import MatrixConnector
import Testing

struct ErrorTests {
  private static let call = "PUT rooms/\(Service.room)/send/m.room.message/c-1/7/0-0"

  private func outcome(_ answer: ScriptedAnswer) -> ConnectorError? {
    let service = Service(knows: [Self.call: answer])
    return failure(service.send("x"))
  }

  @Test(arguments: [
    (401, "M_UNKNOWN_TOKEN", "Invalid access token", ConnectorError.Code.authFailed),
    (401, "M_MISSING_TOKEN", "", .authFailed), (401, "", "", .authFailed),
    (403, "M_FORBIDDEN", "You don't have permission to post that to the room.", .blocked),
    (403, "M_FORBIDDEN", "Application service cannot masquerade as this user (@x:example.org)", .badConfig),
    (400, "M_EXCLUSIVE", "", .badConfig), (404, "M_NOT_FOUND", "", .notFound),
    (404, "M_UNRECOGNIZED", "Unrecognized request", .badConfig), (404, "", "", .badConfig),
    (405, "M_UNRECOGNIZED", "", .badConfig), (413, "M_TOO_LARGE", "event too large", .tooLarge),
    (413, "", "", .tooLarge), (400, "M_BAD_JSON", "", .permanent), (400, "M_UNKNOWN", "", .permanent),
    (403, "M_USER_DEACTIVATED", "", .permanent), (403, "M_INVITE_BLOCKED", "", .blocked),
    (403, "M_RESOURCE_LIMIT_EXCEEDED", "", .rateLimited), (500, "M_UNKNOWN", "Internal server error", .retry),
    (502, "", "", .retry), (503, "", "", .retry), (504, "", "", .retry), (418, "M_NEW", "", .permanent),
  ]) func meansWhatTheHomeserverSays(status: Int, code: String, message: String, expected: ConnectorError.Code) {
    #expect(outcome(Service.refused(status, code, message))?.code == expected)
  }

  @Test func waitsAsLongAsTheHomeserverAsks() {
    let body = Service.refused(429, "M_LIMIT_EXCEEDED", "Too Many Requests", more: #","retry_after_ms":1820"#)
    #expect(outcome(body)?.retryAfter == .milliseconds(1_820))
    #expect(outcome(body)?.scope == .chat)
    let header = ScriptedAnswer.json(
      429, #"{"errcode":"M_LIMIT_EXCEEDED","retry_after_ms":1820}"#, headers: [HTTPHeader("retry-after", "7")])
    #expect(outcome(header)?.retryAfter == .seconds(7))
    #expect(outcome(.json(429, "slow down"))?.code == .rateLimited)
  }

  @Test(arguments: ["-5", "99999999999999999999", "Wed, 21 Oct 2026 07:28:00 GMT"])
  func takesNoWaitThatMakesNoSense(value: String) {
    let error = outcome(.json(429, #"{"errcode":"M_LIMIT_EXCEEDED"}"#, headers: [HTTPHeader("retry-after", value)]))
    #expect(error?.code == .rateLimited)
    #expect(error?.retryAfter == nil)
  }

  @Test func aLostAnswerIsUncertain() {
    #expect(outcome(.lost)?.code == .uncertain)
    #expect(outcome(.json(200, "<html>"))?.code == .uncertain)
    #expect(outcome(.json(200, "{}"))?.code == .uncertain)
    #expect(outcome(.notSent)?.code == .retry)
  }

  @Test func noticesATokenOfSomebodyElse() {
    let host = FakeHost(
      Matrix.self, settings: ["as_token": "a", "hs_token": "b", "server_name": "elsewhere.example"])
    host.create()
    host.answerAll { _ in .json(200, #"{"user_id":"@_c4a_bot:example.org"}"#) }
    #expect(failure(host.connect())?.code == .badConfig)
    host.answerAll { _ in Service.refused(401, "M_UNKNOWN_TOKEN") }
    #expect(failure(host.health())?.code == .authFailed)
  }

  @Test(arguments: [
    ["as_token": "a", "hs_token": "b"], ["as_token": "a b", "hs_token": "b", "server_name": "example.org"],
    ["as_token": "a", "hs_token": "b", "server_name": "https://example.org/"],
    ["as_token": "a", "hs_token": "b", "server_name": "example.org", "user_prefix": "C4A"],
    ["as_token": "a", "hs_token": "b", "server_name": "example.org", "homeserver_url": "localhost"],
  ]) func refusesWrongSettings(settings: [String: String]) {
    #expect(failure(FakeHost(Matrix.self, settings: settings).create())?.code == .badConfig)
  }
}
