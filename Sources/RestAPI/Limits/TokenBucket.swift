/// Lets a burst through at once and then a steady rate. A value: whoever shares one guards it.
struct TokenBucket: Sendable {
  private let limit: RateLimit
  private var tokens: Double
  private var refilledAt: Int64

  /// - Parameter now: nanoseconds of a clock that never goes back.
  init(_ limit: RateLimit, now: Int64) {
    self.limit = limit
    tokens = limit.burst
    refilledAt = now
  }

  /// Takes one token where there is one; nil where nothing is limited.
  mutating func take(now: Int64) -> RateLimitStatus? {
    guard limit.perSecond > 0 else { return nil }
    tokens = min(limit.burst, tokens + Double(max(0, now - refilledAt)) * limit.perSecond / 1e9)
    refilledAt = max(now, refilledAt)
    let isAllowed = tokens >= 1
    if isAllowed { tokens -= 1 }
    return RateLimitStatus(
      isAllowed: isAllowed,
      limit: Int(limit.burst),
      remaining: Int(tokens),
      reset: Int(((limit.burst - tokens) / limit.perSecond).rounded(.up)),
      retryAfter: isAllowed ? nil : .nanoseconds(Int64((1 - tokens) / limit.perSecond * 1e9))
    )
  }
}
