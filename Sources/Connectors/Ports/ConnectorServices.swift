/// What a host can do for its connectors; what it has not is answered `UNSUPPORTED`.
public struct ConnectorServices: Sendable {
  public var http: (any ConnectorHTTPPort)?
  public var state: (any ConnectorStatePort)?

  public init(http: (any ConnectorHTTPPort)? = nil, state: (any ConnectorStatePort)? = nil) {
    self.http = http
    self.state = state
  }
}
