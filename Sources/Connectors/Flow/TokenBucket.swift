/// A pace: `rate` a second on average, `burst` at once. A value without clock: the instants come from the caller.
public struct TokenBucket: Sendable {
  public typealias Instant = ContinuousClock.Instant

  /// Tokens per second; above 0.
  public let rate: Double
  /// The most that can be taken at once; at least 1.
  public let burst: Double
  private var tokens: Double
  private var refilledAt: Instant
  private var blockedUntil: Instant?

  /// A full bucket.
  public init(rate: Double, burst: Int, at now: Instant) {
    precondition(rate > 0 && burst >= 1, "a token bucket needs a rate above 0 and a burst of at least 1")
    self.rate = rate
    self.burst = Double(burst)
    self.tokens = Double(burst)
    self.refilledAt = now
  }

  /// Takes one token and returns nil, or takes nothing and returns how long to wait for one.
  public mutating func take(at now: Instant) -> Duration? {
    if let until = blockedUntil {
      if now < until { return now.duration(to: until) }
      blockedUntil = nil
    }
    refill(at: now)
    if tokens >= 1 {
      tokens -= 1
      return nil
    }
    // A nanosecond more than computed, so that rounding never makes a caller come back too early.
    return .seconds((1 - tokens) / rate) + .nanoseconds(1)
  }

  /// Gives nothing out for `duration` from now: the other side asked for a pause. Never shortens an earlier pause.
  public mutating func block(for duration: Duration, at now: Instant) {
    let until = now.advanced(by: duration)
    if let earlier = blockedUntil, earlier >= until { return }
    blockedUntil = until
    // What was saved up is forgotten: the pause must not end in a burst.
    refill(at: now)
    tokens = min(tokens, 1)
    refilledAt = max(refilledAt, until)
  }

  private mutating func refill(at now: Instant) {
    // An instant before the last one (callers on several threads) must not take tokens away.
    guard now > refilledAt else { return }
    let passed = refilledAt.duration(to: now)
    tokens = min(burst, tokens + Self.seconds(passed) * rate)
    refilledAt = now
  }

  private static func seconds(_ duration: Duration) -> Double {
    let (seconds, attoseconds) = duration.components
    return Double(seconds) + Double(attoseconds) * 1e-18
  }
}
