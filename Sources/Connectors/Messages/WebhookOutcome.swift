/// What a connector made of a platform's HTTP request: store `events` and `stateChanges` safely, then answer
/// `response`.
public struct WebhookOutcome: Sendable {
  /// What the platform is to be told.
  public struct Response: Sendable, Equatable {
    public var status: Int
    public var headers: [Header]
    public var body: [UInt8]

    public init(status: Int, headers: [Header] = [], body: [UInt8] = []) {
      self.status = status
      self.headers = headers
      self.body = body
    }
  }

  /// A header of the response.
  public struct Header: Sendable, Equatable {
    public var name: String
    public var value: String

    public init(name: String, value: String) {
      self.name = name
      self.value = value
    }
  }

  /// In the order emitted. Empty unless the status is 2xx: other answers discard what was emitted.
  public var events: [ConnectorEvent]
  /// What the connector wants to be kept together with the events, in the order set. Empty unless the status is 2xx. When
  /// it is stored, tell `ConnectorHost.stateStored`.
  public var stateChanges: [ConnectorStateChange]
  public var response: Response
  /// Why the connector did not answer by itself; empty when it did. For logs.
  public var detail: String
  /// The request crashed its connector, and is not handed to it for a while. To be kept for another try.
  public var crashing: CrashingCallback?

  public init(
    events: [ConnectorEvent], stateChanges: [ConnectorStateChange] = [], response: Response, detail: String = ""
  ) {
    self.events = events
    self.stateChanges = stateChanges
    self.response = response
    self.detail = detail
  }
}
