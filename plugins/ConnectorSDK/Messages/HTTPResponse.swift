import CConnectorABI
public import JSON

/// What came back, whatever its status.
public struct HTTPResponse: Sendable {
  public var status: Int
  public var headers: [HTTPHeader]
  public var body: [UInt8]
  /// The body, where it was to be stored.
  public var file: HostFile?

  public init(status: Int, headers: [HTTPHeader] = [], body: [UInt8] = [], file: HostFile? = nil) {
    self.status = status
    self.headers = headers
    self.body = body
    self.file = file
  }

  public var isSuccess: Bool { (200...299).contains(status) }

  /// The value of the first header of that name, in lower case.
  public func header(_ name: String) -> String? { headers.first(name) }

  /// The body as JSON; nil where it is none.
  public var json: JSONValue? { try? JSONParser.parse(body) }

  /// What the host passed to a callback: the response, or why there is none.
  static func read(_ pointer: UnsafePointer<c4a_http_response>?) -> Result<HTTPResponse, ConnectorError> {
    guard let raw = c4a_http_response.copy(of: pointer) else {
      return .failure(.uncertain("the host passed no response"))
    }
    guard raw.code == C4A_OK else {
      return .failure(Self.failure(raw.code, String(raw.detail)))
    }
    return .success(
      HTTPResponse(
        status: Int(raw.status), headers: pairs(raw.headers, raw.header_count).map { HTTPHeader($0.0, $0.1) },
        body: [UInt8](raw.body), file: raw.file == 0 ? nil : HostFile(token: raw.file, length: raw.file_length)))
  }

  private static func failure(_ code: Int32, _ detail: String) -> ConnectorError {
    switch code {
    // The platform has answered, so it has acted: only its answer is unknown.
    case C4A_TOO_LARGE: .uncertain("the answer was too large to be read")
    // Not the message's fault: an address in the settings leads where the operator has not allowed it to lead.
    case C4A_PERMANENT: .badConfig(detail.isEmpty ? "a host that may not be contacted" : detail)
    default: ConnectorError(.init(rawValue: code), detail)
    }
  }
}
