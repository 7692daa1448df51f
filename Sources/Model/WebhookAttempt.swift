/// One POST to an endpoint, and what came of it.
public struct WebhookAttempt: Sendable, Hashable {
  /// The raw values are stored; they never change.
  public enum Outcome: Int16, Sendable, Hashable, CaseIterable {
    /// A 2xx.
    case succeeded = 1
    /// To be repeated.
    case failed = 2
    /// The last one of its event's schedule, or one that nothing repeats, such as a test.
    case exhausted = 3

    /// The spelling in the API.
    public var name: String {
      switch self {
      case .succeeded: "succeeded"
      case .failed: "failed"
      case .exhausted: "exhausted"
      }
    }
  }

  /// The number under which it is stored; 0 before.
  public var id: Int64
  public var webhookID: WebhookID
  /// What the endpoint saw as webhook-id.
  public var eventID: String
  public var eventType: String
  /// Which attempt for this event it was, from 1.
  public var number: Int16
  public var outcome: Outcome
  /// The HTTP status; nil where there was no answer.
  public var statusCode: Int16?
  /// Why there was no answer, as a stable code such as `timeout`; nil where there was one.
  public var error: String?
  public var latency: Duration
  /// The answer's first bytes, at most ``responseLimit``.
  public var response: [UInt8]
  public var attemptedAt: Timestamp
  /// When it is tried again; nil where it is not.
  public var nextAttemptAt: Timestamp?

  /// How much of an answer is kept, in bytes.
  public static let responseLimit = 4096

  public init(
    id: Int64 = 0, webhookID: WebhookID, eventID: String, eventType: String, number: Int16, outcome: Outcome,
    statusCode: Int16?, error: String?, latency: Duration, response: [UInt8], attemptedAt: Timestamp,
    nextAttemptAt: Timestamp?
  ) {
    self.id = id
    self.webhookID = webhookID
    self.eventID = eventID
    self.eventType = eventType
    self.number = number
    self.outcome = outcome
    self.statusCode = statusCode
    self.error = error
    self.latency = latency
    self.response = response
    self.attemptedAt = attemptedAt
    self.nextAttemptAt = nextAttemptAt
  }
}
