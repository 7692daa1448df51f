import JSON

/// A synchronous error of the Graph API.
struct GraphError: Error, Hashable, Sendable {
  var status = 400
  var code: Int
  var subcode: Int?
  var message: String
  var type = "OAuthException"
  var details: String?

  /// What happens to most bad requests.
  static func parameter(_ message: String) -> GraphError {
    GraphError(code: 100, message: "(#100) \(message)")
  }

  static func required(_ name: String) -> GraphError { parameter("The parameter \(name) is required.") }

  static func missing(_ details: String) -> GraphError {
    GraphError(code: 131008, message: "(#131008) Required parameter is missing", details: details)
  }

  static func value(_ details: String) -> GraphError {
    GraphError(code: 131009, message: "(#131009) Parameter value is not valid", details: details)
  }

  static let noToken = GraphError(
    status: 401, code: 190, message: "Invalid OAuth access token - Cannot parse access token")

  static func unknownObject(_ id: String) -> GraphError {
    GraphError(
      code: 100, subcode: 33,
      message: "Unsupported post request. Object with ID '\(id)' does not exist, cannot be loaded due to missing "
        + "permissions, or does not support this operation. Please read the Graph API documentation at "
        + "https://developers.facebook.com/docs/graph-api",
      type: "GraphMethodException")
  }

  /// The error of a code as a fault asks for it, with the sheet's usual status and title.
  static func of(code: Int, status: Int? = nil, text: String? = nil) -> GraphError {
    let title = text ?? WhatsAppErrorTitle.of(code)
    return GraphError(
      status: status ?? WhatsAppErrorTitle.status(code), code: code, message: "(#\(code)) \(title)", details: title)
  }

  func answer(traceID: String) -> Answer {
    var error = JSONObject([
      ("message", .string(message)), ("type", .string(type)), ("code", .integer(code)),
    ])
    error.set("error_subcode", subcode.map(Int64.init))
    if let details {
      error["error_data"] = ["messaging_product": "whatsapp", "details": .string(details)]
    }
    error["fbtrace_id"] = .string(traceID)
    return .json(["error": .object(error)], status: status)
  }
}
