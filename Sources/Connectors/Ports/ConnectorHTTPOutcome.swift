import CConnectorABI

/// How a connector's HTTP request ended.
public enum ConnectorHTTPOutcome: Sendable, Equatable {
  /// A response, whatever its status.
  case response(Response)
  /// `detail` is for people, and holds neither the URL nor a secret.
  case failure(Failure, detail: String)

  public struct Response: Sendable, Equatable {
    public var status: Int
    /// Names in lower case, in the order received.
    public var headers: [ConnectorHTTPRequest.Header]
    /// Decompressed.
    public var body: [UInt8]
    /// Holds the body, where that was asked for and the status is 2xx.
    public var file: FileReference?

    public init(
      status: Int, headers: [ConnectorHTTPRequest.Header] = [], body: [UInt8] = [], file: FileReference? = nil
    ) {
      self.status = status
      self.headers = headers
      self.body = body
      self.file = file
    }
  }

  public enum Failure: Sendable, Equatable, CaseIterable {
    /// Nothing has reached the server; another time it may.
    case notSent
    /// It went out, and no whole answer came.
    case noAnswer
    /// It went out, and its time was over before the answer was there.
    case timeout
    /// The answer is longer than allowed.
    case tooLarge
    /// No such request will ever be made: to a host or address that may not be contacted, or to what is none.
    case forbidden
    case cancelled

    /// What the connector is told.
    package var code: Int32 {
      switch self {
      case .notSent: C4A_RETRY
      case .noAnswer: C4A_UNCERTAIN
      case .timeout: C4A_TIMEOUT
      case .tooLarge: C4A_TOO_LARGE
      case .forbidden: C4A_PERMANENT
      case .cancelled: C4A_CANCELLED
      }
    }
  }
}
