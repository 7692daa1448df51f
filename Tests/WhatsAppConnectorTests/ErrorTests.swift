import ConnectorSDK
import ConnectorTesting
import Testing
import WhatsAppConnector

/// Meta's error codes.
struct ErrorTests {
  private let number = Number()

  private static let codes: [(Int, ConnectorError.Code)] = [
    (0, ConnectorError.Code.authFailed), (190, .authFailed), (3, .authFailed), (10, .authFailed), (200, .authFailed),
    (299, .authFailed), (131_005, .authFailed), (4, .rateLimited), (80_007, .rateLimited), (80_008, .rateLimited),
    (130_429, .rateLimited), (131_056, .rateLimited), (131_048, .rateLimited), (133_016, .rateLimited),
    (131_064, .rateLimited), (1, .retry), (2, .retry), (131_000, .retry), (131_016, .retry), (133_004, .retry),
    (131_057, .retry), (368, .authFailed), (131_031, .authFailed), (130_497, .blocked), (33, .permanent),
    (100, .permanent), (131_008, .permanent), (131_009, .permanent), (131_051, .unsupported), (131_021, .permanent),
    (131_026, .permanent), (130_403, .blocked), (131_030, .blocked), (131_037, .badConfig), (131_042, .badConfig),
    (131_045, .badConfig), (131_047, .blocked), (131_049, .permanent), (131_050, .blocked), (130_472, .permanent),
    (131_052, .permanent), (131_053, .permanent), (131_062, .notFound), (131_063, .notFound), (132_000, .permanent),
    (132_001, .permanent), (132_005, .permanent), (132_007, .permanent), (132_008, .permanent), (132_012, .permanent),
    (132_015, .permanent), (132_016, .permanent), (135_000, .permanent), (137_000, .permanent), (131_020, .permanent),
    (131_041, .permanent), (131_215, .permanent), (999_999, .permanent),
  ]

  @Test(arguments: Self.codes) func meansWhatItMeans(code: Int, expected: ConnectorError.Code) throws {
    number.host.script(Number.refused(400, code))
    #expect(failure(number.send("x"))?.code == expected)
    // The same code means the same when it comes later.
    let status =
      #"{"id":"wamid.OUT1","status":"failed","timestamp":"1","recipient_id":"5","errors":[{"code":\#(code),"title":"t"}]}"#
    let ending = try number.post(Number.callback("statuses", status))
    #expect(ending.events.first?.failure?.code == expected)
  }

  @Test(arguments: [
    (401, ConnectorError.Code.authFailed), (403, .permanent), (429, .rateLimited), (500, .retry), (503, .retry),
    (502, .uncertain), (504, .uncertain), (404, .permanent),
  ]) func anUnknownErrorCountsByItsStatus(status: Int, code: ConnectorError.Code) {
    number.host.script(.json(status, "<html>"), Number.refused(status, 999_999))
    #expect(failure(number.send("x"))?.code == code)
    #expect(failure(number.send("x"))?.code == code)
  }

  @Test func anUnknownErrorThatPassesIsTriedAgain() {
    number.host.script(Number.refused(400, 999_999, more: #","is_transient":true"#))
    #expect(failure(number.send("x"))?.code == .retry)
  }

  @Test func leavesARecipientAloneLongerEachTime() {
    var waits: [Duration?] = []
    for _ in 0..<7 {
      number.host.script(Number.refused(400, 131_056))
      let error = failure(number.send("x"))
      #expect(error?.scope == .chat)
      waits.append(error?.retryAfter)
    }
    let expected: [Duration?] = [1, 4, 16, 64, 256, 1_024, 1_024].map { Duration.seconds($0) }
    #expect(waits == expected)
    number.host.script(Number.refused(400, 131_056))
    #expect(failure(number.send("x", to: "4915112345678"))?.retryAfter == .seconds(1))
    number.host.script(Number.accepted(), Number.refused(400, 131_056))
    #expect(failure(number.send("x")) == nil)
    #expect(failure(number.send("x"))?.retryAfter == .seconds(1))
  }

  @Test func otherLimitsHoldForTheNumber() {
    for (code, seconds) in [(130_429, 1), (131_048, 3_600), (4, 60)] {
      number.host.script(Number.refused(400, code))
      let error = failure(number.send("x"))
      #expect(error?.scope == .instance)
      #expect(error?.retryAfter == .seconds(seconds))
    }
  }

  @Test func waitsAsLongAsMetaSays() {
    let usage = #"{"102290000000777":[{"type":"whatsapp","call_count":100,"estimated_time_to_regain_access":7}]}"#
    guard case .response(var response) = Number.refused(429, 80_007) else { return }
    response.headers = [HTTPHeader("X-Business-Use-Case-Usage", usage)]
    number.host.script(.response(response))
    #expect(failure(number.send("x"))?.retryAfter == .seconds(420))
  }

  @Test func aLostAnswerIsUncertain() {
    number.host.script(.lost, .json(200, "{}"), .json(200, "<html>"))
    for _ in 0..<3 { #expect(failure(number.send("x"))?.code == .uncertain) }
  }

  @Test func tellsNobodyItsSecrets() {
    number.host.script(Number.refused(401, 190, "Error validating access token"))
    let error = failure(number.send("a private word"))
    #expect(error?.detail.contains("Error validating") == true)
    #expect(error?.detail.contains("EAAFAKE") == false)
    #expect(error?.detail.contains("private word") == false)
  }
}
