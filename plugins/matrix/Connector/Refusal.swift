import ConnectorSDK

/// An error of the client-server API, and what it means.
struct Refusal: Error, Equatable {
  /// The HTTP status.
  var status: Int
  /// `M_...`; empty where the body is none of the API.
  var code: String
  /// Meant for people.
  var message: String
  /// How long the homeserver asks to wait, in milliseconds.
  var retryAfter: Int64?

  init(status: Int, code: String = "", message: String = "", retryAfter: Int64? = nil) {
    self.status = status
    self.code = code
    self.message = message
    self.retryAfter = retryAfter
  }

  /// The header of RFC 9110 goes before the older field of the body.
  ///
  /// - Parameter secrets: What is taken out of the homeserver's words, which people get to see.
  init(_ response: HTTPResponse, hiding secrets: [String] = []) {
    let json = response.json
    let header = response.header("retry-after").flatMap { Int64($0) }.flatMap { seconds in
      (0...Self.longestWait).contains(seconds) ? seconds * 1_000 : nil
    }
    self.init(
      status: response.status, code: json?["errcode"]?.stringValue ?? "",
      message: secrets.reduce(json?["error"]?.stringValue ?? "") { $0.replacing($1, with: "<secret>") },
      retryAfter: header ?? json?["retry_after_ms"]?.integerValue)
  }

  /// In seconds: no wait counts for longer.
  private static let longestWait: Int64 = 7 * 86_400
  /// The homeserver's own limits and terms are mended by people.
  private static let policyWait = Duration.seconds(3_600)

  var isForbidden: Bool { code == "M_FORBIDDEN" || (status == 403 && code.isEmpty) }
  var isNotFound: Bool { code == "M_NOT_FOUND" }

  var error: ConnectorError {
    switch code {
    case "M_LIMIT_EXCEEDED": rateLimited
    case "M_UNKNOWN_TOKEN", "M_MISSING_TOKEN": Self.unknownToken
    case "M_EXCLUSIVE": .badConfig("user_prefix or sender_localpart is not in the registration's namespace: \(told)")
    case "M_FORBIDDEN":
      says("cannot masquerade")
        ? .badConfig("user_prefix is not in the registration's namespace: \(told)") : .blocked(told)
    case "M_UNRECOGNIZED": .badConfig("homeserver_url is no homeserver, or one that is too old: \(told)")
    case "M_NOT_FOUND": .notFound(told)
    case "M_TOO_LARGE": .tooLarge(told)
    case "M_INVITE_BLOCKED": .blocked(told)
    case "M_CONSENT_NOT_GIVEN", "M_RESOURCE_LIMIT_EXCEEDED":
      .rateLimited(after: Self.policyWait, scope: .instance, told)
    case "M_USER_DEACTIVATED", "M_USER_LOCKED", "M_USER_SUSPENDED": .permanent(told)
    case "M_NOT_YET_UPLOADED": .retry(told)
    default: byStatus
    }
  }

  private var byStatus: ConnectorError {
    switch status {
    case 200...299: .uncertain("the answer is not one of a homeserver")
    case 401: Self.unknownToken
    case 403: .blocked(told)
    case 404, 405: .badConfig("homeserver_url is no homeserver: \(told)")
    case 413: .tooLarge(told)
    case 429: rateLimited
    // The same transaction id comes again, by which the homeserver knows what it has taken already.
    case 500...599: .retry(told)
    default: .permanent(told)
    }
  }

  private static let unknownToken = ConnectorError.authFailed(
    "the homeserver does not know the as_token: is the registration in app_service_config_files, and was it restarted?")

  /// Limits are those of one user, and so of one author.
  private var rateLimited: ConnectorError {
    let wait = retryAfter.map { Duration.milliseconds(min(max(0, $0), Self.longestWait * 1_000)) }
    return .rateLimited(after: wait, scope: .chat, told)
  }

  private func says(_ fragment: String) -> Bool { message.lowercased().contains(fragment) }

  /// The homeserver's own words, which name users and rooms but not the text, without secrets, cut to a line.
  private var told: String {
    let words = [code, String(message.prefix(200))].filter { !$0.isEmpty }.joined(separator: ": ")
    return "the homeserver says: \(words.isEmpty ? "HTTP \(status)" : words)"
  }
}
