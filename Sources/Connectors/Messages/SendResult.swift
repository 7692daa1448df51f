import CConnectorABI

/// How a send ended.
public struct SendResult: Sendable, Equatable {
  /// What a rate limit holds for.
  public enum Scope: Sendable, Equatable {
    /// The whole account.
    case instance
    /// Only the chat that was written to.
    case chat
  }

  /// The code of the connector interface (`C4A_…`), as given; may be one that this version does not know by name.
  public var code: Int32
  /// With class `retry`: do not try again earlier. Nil leaves it to the schedule.
  public var retryAfter: Duration?
  public var scope: Scope
  /// The platform's id of the message, where it was accepted.
  public var remoteID: String?
  /// The ids of the second and later messages, where the platform needed several.
  public var moreRemoteIDs: [String]
  /// For people; holds neither secrets nor the text of the message. At most 4 KiB.
  public var detail: String
  /// False when the host answered by itself and the connector never saw the message: nothing can have been sent.
  public var reachedConnector: Bool
  /// The connector's process ended meanwhile. With class `permanent` the message is thought to be why: it will not be
  /// sent again by itself.
  public var hasCrashed = false

  public init(
    code: Int32, retryAfter: Duration? = nil, scope: Scope = .instance, remoteID: String? = nil,
    moreRemoteIDs: [String] = [], detail: String = "", reachedConnector: Bool = true
  ) {
    self.code = code
    self.retryAfter = retryAfter
    self.scope = scope
    self.remoteID = remoteID
    self.moreRemoteIDs = moreRemoteIDs
    self.detail = detail
    self.reachedConnector = reachedConnector
  }

  public var resultClass: ResultClass { ResultClass(code: code) }

  /// What the result tells a circuit breaker: a platform that refuses a message, or asks for a slower pace, is alive.
  public var breakerVerdict: CircuitBreaker.Verdict {
    // When sends go on after a crash is for `CrashPolicy` to say.
    guard reachedConnector, !hasCrashed else { return .neutral }
    switch resultClass {
    case .ok, .permanent: return .success
    case .retry: return code == C4A_RATE_LIMITED ? .neutral : .failure
    case .pauseInstance: return .neutral
    case .unknownOutcome: return code == C4A_CANCELLED ? .neutral : .failure
    case .contractViolation: return .failure
    }
  }

  /// The code's name in the interface, in lower case (`rate_limited`), or the number of an unknown one.
  public var codeName: String { ResultCodeName.name(of: code) }
}
