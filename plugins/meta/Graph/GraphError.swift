public import ConnectorSDK
public import JSON

/// An error of the Graph API, as it comes with an answer, or later with a callback.
public struct GraphError: Sendable {
  /// Nil where the answer holds none of Meta's errors.
  public let code: Int64?
  public let subcode: Int64?
  /// The HTTP status; nil where it came with a callback.
  public let status: Int?
  /// How long Meta asks to be left alone.
  public let waitingTime: Duration?
  /// A week, in seconds: what asks for more is a mistake.
  private static let longestWait: Int64 = 604_800

  private let isTransient: Bool
  /// Meta's words about this case.
  private let details: String

  public init(_ response: HTTPResponse) {
    self.init(response.json?["error"] ?? .null, status: response.status, waitingTime: Self.waitingTime(response))
  }

  /// An element of `errors`.
  public init(_ json: JSONValue, status: Int? = nil, waitingTime: Duration? = nil) {
    code = json["code"]?.integerValue
    subcode = json["error_subcode"]?.integerValue
    self.status = status
    let texts = [
      json["error_data"]?["details"]?.stringValue, json["title"]?.stringValue, json["message"]?.stringValue,
    ]
    details = texts.compactMap { $0 }.first { !$0.isEmpty } ?? ""
    isTransient = json["is_transient"] == .bool(true)
    self.waitingTime = waitingTime
  }

  /// What it means for a message.
  ///
  /// - Parameters:
  ///   - platform: whose error it is, for people.
  ///   - table: what the platform's codes mean; nil for one that it does not have. It gets the code, and what to tell.
  public func connectorError(
    _ platform: String, _ table: (_ error: GraphError, _ code: Int64, _ detail: String) -> ConnectorError?
  ) -> ConnectorError {
    let told = told(platform)
    guard let code else { return byStatus(told) }
    return table(self, code, told) ?? (isTransient ? .retry(told) : byStatus(told))
  }

  /// For what Meta's tables of codes do not know.
  private func byStatus(_ told: String) -> ConnectorError {
    switch status {
    case 401: .authFailed(told)
    case 429: .rateLimited(after: waitingTime, scope: .instance, told)
    // A gateway before the API gave up: the message may have got through.
    case 502, 504: .uncertain(told)
    case .some(500...599): .retry(told)
    default: .permanent(told)
    }
  }

  private func told(_ platform: String) -> String {
    let codes = [code, subcode].compactMap { $0.map(String.init) }.joined(separator: "/")
    let number = codes.isEmpty ? status.map { "HTTP \($0)" } ?? "an error" : "error \(codes)"
    return details.isEmpty ? "\(platform) says: \(number)" : "\(platform) says: \(number), \(details.prefix(200))"
  }

  /// Seconds in `Retry-After`, or minutes in `X-Business-Use-Case-Usage`: an object of lists of objects with
  /// `estimated_time_to_regain_access`.
  private static func waitingTime(_ response: HTTPResponse) -> Duration? {
    if let seconds = response.header("retry-after").flatMap({ Int64($0) }), seconds > 0 {
      return .seconds(min(seconds, longestWait))
    }
    guard let header = response.header("x-business-use-case-usage"),
      let usage = (try? JSONParser.parse(header))?.objectValue
    else { return nil }
    let minutes = usage.members.flatMap { $0.value.arrayValue ?? [] }
      .compactMap { $0["estimated_time_to_regain_access"]?.integerValue }.max()
    return minutes.flatMap { $0 > 0 ? .seconds(60 * min($0, longestWait / 60)) : nil }
  }
}
