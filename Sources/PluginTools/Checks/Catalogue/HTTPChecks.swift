import CConnectorABI
import Connectors

/// What platforms and networks answer to a send.
enum HTTPChecks {
  static let all = [refused, impossible, throttled, broken, retryAfter, notSent, lost, unreadable, huge, undeclared]

  /// Sends with this answer to everything, and wants a result of one of these classes.
  private static func expect(
    _ classes: [ResultClass], _ context: CheckContext, _ account: BenchAccount, _ answer: BenchAnswer, _ when: String,
    _ expected: String
  ) throws {
    context.bench.answerAll(answer)
    let result = try context.send(
      account, try context.message(number: Int.random(in: 100...9_999, using: &context.random)), when)
    guard classes.contains(result.resultClass) else {
      try context.fail("\(when) sendText ends with \(CheckContext.text(result))", expected: expected)
    }
  }

  private static let refused = Check(
    .hostile, "http_unauthorized", "HTTP 401 pauses the account.", rule: "2. C4A_AUTH_FAILED",
    mend: "Answer C4A_AUTH_FAILED: the queue waits until a person has renewed the credentials."
  ) { context in
    let account = try context.sender()
    try expect(
      [.pauseInstance], context, account, .status(401, #"{"error":"no"}"#), "on HTTP 401", "3xx, C4A_AUTH_FAILED")
  }

  private static let impossible = Check(
    .hostile, "http_refused", "HTTP 400, 403, 404 and 413 are not tried again for ever.", rule: "2. 2xx and 3xx",
    mend: "Answer C4A_PERMANENT, _NOT_FOUND, _TOO_LARGE or _BLOCKED; or 3xx where the account as a whole is meant."
  ) { context in
    let account = try context.sender()
    for status in [400, 403, 404, 413] {
      try expect(
        [.permanent, .pauseInstance], context, account, .status(status, #"{"error":"no"}"#), "on HTTP \(status)",
        "2xx (it will never work), or 3xx (a person has to look)")
    }
  }

  private static let throttled = Check(
    .hostile, "http_throttled", "HTTP 429 is tried again, later.", rule: "2. C4A_RATE_LIMITED",
    mend: "Answer C4A_RATE_LIMITED with retry_after_ms from Retry-After, or from the body."
  ) { context in
    let account = try context.sender()
    try expect(
      [.retry], context, account, .status(429, #"{"error":"slow down"}"#, [("retry-after", "3")]), "on HTTP 429",
      "1xx, C4A_RATE_LIMITED")
  }

  private static let broken = Check(
    .hostile, "http_broken", "HTTP 500, 502, 503 and 504 end as RETRY or UNCERTAIN.",
    rule: "2. C4A_RETRY, C4A_UNCERTAIN",
    mend: "RETRY where the platform has surely not acted; UNCERTAIN where a proxy gave up waiting (502, 504)."
  ) { context in
    let account = try context.sender()
    for status in [500, 502, 503, 504] {
      for body in ["{}", "", "<html>Bad gateway</html>"] {
        try expect(
          [.retry, .unknownOutcome], context, account, .status(status, body), "on HTTP \(status)",
          "1xx, or 4xx (nobody knows whether it happened)")
      }
    }
  }

  private static let retryAfter = Check(
    .hostile, "retry_after", "Every form of Retry-After ends in a time that one can wait for.",
    rule: "4. c4a_result.retry_after_ms",
    mend: "Parse seconds and dates, treat everything else as absent, and cut at a day."
  ) { context in
    let account = try context.sender()
    for value in [
      "7", "0", "-5", "1e9", "99999999999999999999", "18446744073709551615", "Wed, 21 Oct 2015 07:28:00 GMT",
      "Fri, 31 Dec 9999 23:59:59 GMT", "soon", "", "7, 8", "\u{FFFD}",
    ] {
      context.bench.answerAll(.status(429, #"{"error":"slow down"}"#, [("retry-after", value)]))
      let when = "on HTTP 429 with `Retry-After: \(value)`"
      let result = try context.send(account, try context.message(number: 60), when)
      guard result.resultClass == .retry || result.resultClass == .pauseInstance else {
        throw CheckSkip("HTTP 429 does not end with 1xx; see hostile.http_throttled")
      }
      guard (result.retryAfter ?? .zero) < .seconds(6 * 86_400) else {
        try context.fail(
          "\(when) it wants to wait for a week or more", expected: "0, or the time that was meant, within a day")
      }
      if value == "7", let wait = result.retryAfter, !(.seconds(1)...(.seconds(120))).contains(wait) {
        try context.fail("\(when) it wants to wait for \(wait)", expected: "about 7 s, or 0")
      }
    }
  }

  private static let notSent = Check(
    .hostile, "not_sent", "A request that never left is tried again.", rule: "4. c4a_http_response.code: RETRY",
    mend: "Pass the host's code on: RETRY means that nothing was sent."
  ) { context in
    let account = try context.sender()
    try expect([.retry], context, account, .failure(.notSent), "when nothing could be sent", "1xx, C4A_RETRY")
  }

  private static let lost = Check(
    .hostile, "lost_reply", "A request whose answer was lost ends as UNCERTAIN.", rule: "2. C4A_UNCERTAIN, C4A_TIMEOUT",
    mend: "Pass the host's code on: RETRY would send the message twice without anybody knowing."
  ) { context in
    let account = try context.sender()
    for failure in [ConnectorHTTPOutcome.Failure.noAnswer, .timeout] {
      try expect(
        [.unknownOutcome], context, account, .failure(failure),
        failure == .timeout ? "when the answer did not come in time" : "when the connection broke after the request",
        "4xx, C4A_UNCERTAIN or C4A_TIMEOUT")
    }
  }

  private static let unreadable = Check(
    .hostile, "unreadable_answer", "HTTP 200 with an answer that cannot be read is not tried again, nor given up.",
    rule: "2. C4A_UNCERTAIN", mend: "Answer C4A_UNCERTAIN: the platform has accepted something, and did not say what."
  ) { context in
    let account = try context.sender()
    for body in ["", "{", #"{"id":"#, "[]", "null", "\u{FEFF}{}", #"{"id":"\ud800"}"#, "<html></html>", "{\"a\":1}}"] {
      try expect(
        [.ok, .unknownOutcome], context, account, .status(200, body), "on HTTP 200 with a body that makes no sense",
        "4xx, C4A_UNCERTAIN (or C4A_OK where the status is all that the platform says)")
    }
  }

  private static let huge = Check(
    .hostile, "huge_answer", "Huge, deep and endless answers do no harm.",
    rule: "4. c4a_http_request.max_response_bytes",
    mend: "Ask for small answers with max_response_bytes; limit the depth of your parser."
  ) { context in
    let account = try context.sender()
    let bodies: [[UInt8]] = [
      Array(repeating: UInt8(ascii: "["), count: 1 << 20), Array(repeating: UInt8(ascii: "{"), count: 100_000),
      Array("{\"error\":\"".utf8) + Array(repeating: UInt8(ascii: "x"), count: 8 << 20) + Array("\"}".utf8),
      (0..<(1 << 20)).map { _ in UInt8.random(in: 0...255, using: &context.random) },
    ]
    for (index, body) in bodies.enumerated() {
      for status in [200, 400] {
        context.bench.answerAll(.bytes(status, body))
        _ = try context.send(account, try context.message(number: 70 + index), "on an answer of \(body.count) bytes")
      }
    }
    context.bench.answerAll(.failure(.tooLarge))
    _ = try context.send(account, try context.message(number: 79), "when the answer was too large")
  }

  private static let undeclared = Check(
    .hostile, "egress", "It contacts the hosts that it has declared, and no others.",
    rule: "6. c4a_descriptor.egress_hosts; 5. c4a_host.http",
    mend: "List the host in egress_hosts; mark a setting that names a server with \"format\": \"uri\"."
  ) { context in
    let descriptor = try context.descriptor()
    let account = try context.connected()
    let functions = try context.functions()
    if functions.sendText != nil { _ = try context.send(account, try context.message(number: 80), "in a round") }
    if functions.onWebhookEvent != nil {
      for callback in try context.fixtures.get().callbacks.map(\.request) + [BenchCallback()] {
        let op = account.webhook(callback)
        context.bench.settle { !context.bench.isOpen(op) }
      }
    }
    for change in try context.changes(sent: nil) {
      let op = account.change(change)
      context.bench.settle { !context.bench.isOpen(op) }
    }
    _ = account.health(patience: .seconds(1))
    account.disconnect(patience: .seconds(1))
    try context.require(!context.bench.requests.isEmpty, "it makes no HTTP request")
    let schema = try? descriptor.config_schema.text(limit: 1 << 20).map { try SettingsSchema($0) }
    var allowed = EgressHost.named(by: account.settings, schema ?? nil)
    for index in 0..<min(descriptor.egress_host_count, 256) {
      if let host = descriptor.egress_hosts.flatMap({ EgressHost($0[index].cutText(limit: 1_024)) }) {
        allowed.append(host)
      }
    }
    for request in context.bench.requests {
      guard let host = EgressHost(ofURL: request.request.url) else {
        try context.fail("it wants to contact what is no http or https URL", expected: "an absolute URL")
      }
      guard allowed.contains(where: { $0.covers(host) }) else {
        let names = allowed.map(\.description).joined(separator: ", ")
        try context.fail(
          "it wants to contact \(host)",
          expected: names.isEmpty ? "nobody: egress_hosts names no host that can be read" : names)
      }
    }
  }
}

extension EgressHost {
  /// Whether a pattern allows a host, which is written with its port.
  fileprivate func covers(_ host: EgressHost) -> Bool {
    let (wanted, port) = Self.split(host.description)
    let (name, only) = Self.split(description)
    guard only == nil || only == port else { return false }
    return name.hasPrefix("*.") ? wanted.hasSuffix(name.dropFirst()) : wanted == name
  }

  private static func split(_ text: String) -> (Substring, Substring?) {
    guard let colon = text.lastIndex(of: ":"), text.lastIndex(of: "]").map({ $0 < colon }) ?? true else {
      return (text[...], nil)
    }
    return (text[..<colon], text[text.index(after: colon)...])
  }
}
