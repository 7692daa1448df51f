import ConnectorSDK
import JSON

/// An error of the Graph API, as it comes with an answer, or later with a status.
struct GraphError {
  /// Nil where the answer holds none of Meta's errors.
  var code: Int64?
  /// The HTTP status; nil where it came with a status callback.
  var status: Int?
  /// Meta's words about this case.
  private let details: String
  private let isTransient: Bool
  private let waitingTime: Duration?

  init(_ response: HTTPResponse) {
    let error = response.json?["error"]
    self.init(error ?? .null, status: response.status, waitingTime: Self.waitingTime(response))
  }

  /// An element of `errors`.
  init(_ json: JSONValue, status: Int? = nil, waitingTime: Duration? = nil) {
    code = json["code"]?.integerValue
    self.status = status
    let texts = [
      json["error_data"]?["details"]?.stringValue, json["title"]?.stringValue, json["message"]?.stringValue,
    ]
    details = texts.compactMap { $0 }.first { !$0.isEmpty } ?? ""
    isTransient = json["is_transient"] == .bool(true)
    self.waitingTime = waitingTime
  }

  var connectorError: ConnectorError {
    guard let code else { return byStatus }
    guard let error = GraphErrorTable.error(code, told, waitingTime) else {
      return isTransient ? .retry(told) : byStatus
    }
    return error
  }

  /// For what Meta's table of codes does not know.
  private var byStatus: ConnectorError {
    switch status {
    case 401: .authFailed(told)
    case 429: .rateLimited(after: waitingTime, scope: .instance, told)
    // A gateway before the API gave up: the message may have got through.
    case 502, 504: .uncertain(told)
    case .some(500...599): .retry(told)
    default: .permanent(told)
    }
  }

  private var told: String {
    let number = code.map { "error \($0)" } ?? status.map { "HTTP \($0)" } ?? "an error"
    return details.isEmpty ? "WhatsApp says: \(number)" : "WhatsApp says: \(number), \(details.prefix(200))"
  }

  /// Minutes in `X-Business-Use-Case-Usage`: an object of lists of objects with `estimated_time_to_regain_access`.
  private static func waitingTime(_ response: HTTPResponse) -> Duration? {
    if let seconds = response.header("retry-after").flatMap({ Int64($0) }), seconds > 0 { return .seconds(seconds) }
    guard let header = response.header("x-business-use-case-usage"),
      let usage = (try? JSONParser.parse(header))?.objectValue
    else { return nil }
    let minutes = usage.members.flatMap { $0.value.arrayValue ?? [] }
      .compactMap { $0["estimated_time_to_regain_access"]?.integerValue }.max()
    return minutes.flatMap { $0 > 0 ? .seconds(60 * min($0, 10_080)) : nil }
  }
}
