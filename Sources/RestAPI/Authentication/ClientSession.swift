import Model
import Synchronization

/// What the edge remembers of one client: its record for a moment, and its rate.
final class ClientSession: Sendable {
  /// How far the remembered record can be trusted.
  enum Knowledge: Sendable, Hashable {
    case fresh(Set<Scope>)
    /// Still good, but somebody should ask the gateway again, and nobody does so yet.
    case due(Set<Scope>)
    /// Too old, or nothing known, or the client is gone.
    case none
  }

  private struct State: Sendable {
    var scopes: Set<Scope>?
    var askedAt: Int64 = 0
    var isRenewing = false
    var bucket: TokenBucket
  }

  let clientID: ClientID
  private let memory: Int64
  private let state: Mutex<State>

  /// - Parameter memory: nanoseconds for which a record is trusted; from half of them on it is renewed.
  init(_ clientID: ClientID, memory: Int64, rate: RateLimit, now: Int64) {
    self.clientID = clientID
    self.memory = memory
    state = Mutex(State(bucket: TokenBucket(rate, now: now)))
  }

  func knowledge(now: Int64) -> Knowledge {
    state.withLock { Self.knowledge(of: $0, memory: memory, now: now) }
  }

  /// As ``knowledge(now:)``, for a caller that is ready to ask the gateway: only the first one hears `due`, and must
  /// then report to ``learn(_:now:)`` or ``renewalFailed()``.
  func claimRenewal(now: Int64) -> Knowledge {
    state.withLock { state in
      let knowledge = Self.knowledge(of: state, memory: memory, now: now)
      if case .due = knowledge { state.isRenewing = true }
      return knowledge
    }
  }

  /// Takes over what the gateway said; nil where the client is unknown or disabled.
  /// - Parameter now: when the question was asked.
  func learn(_ client: APIClient?, now: Int64) {
    state.withLock { state in
      state.isRenewing = false
      guard now >= state.askedAt else { return }
      state.scopes = client?.disabledAt == nil ? client?.scopes : nil
      state.askedAt = now
    }
  }

  func renewalFailed() {
    state.withLock { $0.isRenewing = false }
  }

  func take(now: Int64) -> RateLimitStatus? {
    state.withLock { $0.bucket.take(now: now) }
  }

  private static func knowledge(of state: State, memory: Int64, now: Int64) -> Knowledge {
    guard let scopes = state.scopes, now - state.askedAt < memory else { return .none }
    return state.isRenewing || now - state.askedAt < memory / 2 ? .fresh(scopes) : .due(scopes)
  }
}
