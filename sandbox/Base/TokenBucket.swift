/// Lets `burst` through at once and `perSecond` from then on.
struct TokenBucket: Sendable {
  let perSecond: Double
  let burst: Double
  private var tokens: Double
  private var refilledAt: Moment

  init(perSecond: Double, burst: Double, now: Moment) {
    self.perSecond = perSecond
    self.burst = burst
    tokens = burst
    refilledAt = now
  }

  /// Takes a token; where there is none, says in how many milliseconds there will be one.
  mutating func take(now: Moment) -> Int64? {
    let elapsed = max(0, now - refilledAt)
    tokens = min(burst, tokens + Double(elapsed) / 1000 * perSecond)
    refilledAt = now
    guard tokens < 1 else {
      tokens -= 1
      return nil
    }
    return max(1, Int64(((1 - tokens) / perSecond * 1000).rounded(.up)))
  }

  /// Whether it is as full as a new one, so that it may be forgotten.
  func isFull(now: Moment) -> Bool {
    tokens + Double(now - refilledAt) / 1000 * perSecond >= burst
  }
}
