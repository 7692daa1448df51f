import Connectors
import DequeModule

/// What decides whether an account may send now: concurrency, pace, pause and circuit breaker.
struct AccountGate {
  typealias Instant = ContinuousClock.Instant

  enum Admission {
    case go(CircuitBreaker.Pass)
    /// Not before this instant; nil when an answer has to come first.
    case wait(until: Instant?)
  }

  /// How long an account rests whose credentials or configuration the platform refused.
  static let pause = Duration.seconds(30)

  private(set) var maxInFlight: Int
  private var configuration: (limits: SendLimits, breaker: CircuitBreaker.Configuration)
  private(set) var inFlight = 0
  private(set) var breaker: CircuitBreaker
  private var bucket: TokenBucket?
  private(set) var pausedUntil: Instant?

  init(limits: SendLimits, breaker: CircuitBreaker.Configuration, at now: Instant) {
    maxInFlight = limits.maxInFlight
    configuration = (limits, breaker)
    self.breaker = CircuitBreaker(breaker)
    bucket = limits.bucket(at: now)
  }

  /// Goes by other limits from now on; what is in flight stays so.
  mutating func adopt(limits: SendLimits, breaker: CircuitBreaker.Configuration, at now: Instant) {
    guard configuration != (limits, breaker) else { return }
    let inFlight = inFlight
    self = AccountGate(limits: limits, breaker: breaker, at: now)
    self.inFlight = inFlight
  }

  mutating func admit(at now: Instant) -> Admission {
    if let until = pausedUntil {
      if now < until { return .wait(until: until) }
      pausedUntil = nil
    }
    guard inFlight < maxInFlight else { return .wait(until: nil) }
    switch breaker.admit(at: now) {
    case .refused(let retryAfter):
      // Zero means that a probe is under way: its answer decides.
      return .wait(until: retryAfter == .zero ? nil : now + retryAfter)
    case .admitted(let pass):
      if let wait = bucket?.take(at: now) {
        breaker.record(.neutral, of: pass, at: now)
        return .wait(until: now + wait)
      }
      inFlight += 1
      return .go(pass)
    }
  }

  /// - Returns: Whether the circuit breaker opened or closed.
  mutating func answered(_ result: SendResult, pass: CircuitBreaker.Pass, at now: Instant) -> Bool {
    inFlight -= 1
    if result.resultClass == .pauseInstance { pausedUntil = now + Self.pause }
    if result.isRateLimit, result.scope == .instance, let wait = result.retryAfter {
      pausedUntil = max(pausedUntil ?? now, now + wait)
    }
    return breaker.record(result.breakerVerdict, of: pass, at: now)
  }
}
