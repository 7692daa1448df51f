import ConnectorSDK
import ConnectorTesting
import Testing

/// The error codes of the Send API.
struct ErrorTests {
  private static let codes: [(Int, Int?, ConnectorError.Code)] = [
    (190, nil, ConnectorError.Code.authFailed), (190, 460, .authFailed), (190, 463, .authFailed),
    (10, nil, .authFailed), (200, nil, .authFailed), (299, nil, .authFailed), (10, 999, .permanent),
    (200, 2_018_028, .badConfig), (200, 2_534_041, .badConfig), (200, 2_534_048, .badConfig),
    (10, 2_018_278, .blocked), (10, 2_018_065, .blocked), (10, 2_534_022, .blocked), (551, nil, .blocked),
    (551, 1_545_041, .blocked), (200, 1_545_041, .blocked), (10, 2_018_108, .blocked), (100, 2_534_029, .blocked),
    (100, 2_018_001, .notFound), (100, 2_534_014, .notFound), (100, nil, .permanent), (100, 33, .permanent),
    (100, 2_534_037, .blocked), (100, 2_534_001, .blocked), (100, 2_018_034, .permanent), (100, 2_018_074, .permanent),
    (100, 2_018_008, .retry), (100, 2_018_047, .retry), (100, 2_018_109, .tooLarge), (100, 2_018_294, .retry),
    (4, nil, .rateLimited), (17, nil, .rateLimited), (32, nil, .rateLimited), (613, nil, .rateLimited),
    (613, 2_534_040, .rateLimited), (80_006, nil, .rateLimited), (80_002, nil, .rateLimited),
    (10, 1_893_063, .authFailed), (368, nil, .authFailed), (1, nil, .retry), (2, nil, .retry), (1_200, nil, .retry),
    (999, 1_545_133, .retry), (1, 1_357_046, .uncertain),
  ]

  @Test(arguments: Self.codes) func whatACodeMeans(code: Int, subcode: Int?, expected: ConnectorError.Code) {
    for platform in Account.Platform.allCases {
      let account = Account(platform)
      account.host.script(Account.refused(400, code, subcode))
      #expect(failure(account.send("x"))?.code == expected)
    }
  }

  @Test(arguments: [
    (401, ConnectorError.Code.authFailed), (403, .permanent), (429, .rateLimited), (500, .retry), (503, .retry),
    (502, .uncertain), (504, .uncertain), (404, .permanent),
  ]) func anUnknownErrorCountsByItsStatus(status: Int, code: ConnectorError.Code) {
    let page = Account(.messenger)
    page.host.script(.json(status, "<html>"), Account.refused(status, 999_999))
    #expect(failure(page.send("x"))?.code == code)
    #expect(failure(page.send("x"))?.code == code)
  }

  @Test func leavesTheAccountAloneLongerEachTime() {
    let page = Account(.messenger)
    var waits: [Duration?] = []
    for _ in 0..<6 {
      page.host.script(Account.refused(400, 613))
      let error = failure(page.send("x"))
      #expect(error?.scope == .instance)
      waits.append(error?.retryAfter)
    }
    #expect(waits == [1, 2, 4, 8, 15, 15].map { Duration.seconds(60 * $0) })
    page.host.script(Account.accepted(), Account.refused(400, 4))
    #expect(failure(page.send("x")) == nil)
    #expect(failure(page.send("x"))?.retryAfter == .seconds(60))
  }

  @Test func waitsAsLongAsMetaSays() {
    let page = Account(.messenger)
    let usage = #"{"105000000000009":[{"type":"messenger","call_count":100,"estimated_time_to_regain_access":7}]}"#
    let body = #"{"error":{"message":"x","code":80006}}"#
    page.host.script(.json(400, body, headers: [HTTPHeader("X-Business-Use-Case-Usage", usage)]))
    #expect(failure(page.send("x"))?.retryAfter == .seconds(420))
    page.host.script(.json(429, body, headers: [HTTPHeader("Retry-After", "12")]))
    #expect(failure(page.send("x"))?.retryAfter == .seconds(12))
    // What cannot be meant.
    for (value, wait) in [("-1", 240), ("soon", 480), ("9223372036854775807", 604_800)] {
      page.host.script(.json(429, body, headers: [HTTPHeader("Retry-After", value)]))
      #expect(failure(page.send("x"))?.retryAfter == .seconds(wait))
    }
  }

  @Test func tellsNobodyItsSecrets() {
    let page = Account(.messenger)
    page.host.script(Account.refused(401, 190, nil, "Error validating access token"))
    let error = failure(page.send("a private word"))
    #expect(error?.detail.contains("Error validating") == true)
    #expect(error?.detail.contains("EAAFAKE") == false)
    #expect(error?.detail.contains("private word") == false)
    #expect(!page.host.logLines.contains { $0.contains("EAAFAKE") || $0.contains(Account.appSecret) })
  }
}
