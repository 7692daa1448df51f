/// How often something may be done: a steady rate, and how much may come at once.
public struct RateLimit: Sendable, Hashable {
  /// 0 for no limit.
  public var perSecond: Double
  public var burst: Double

  public init(perSecond: Double, burst: Double) {
    self.perSecond = perSecond
    self.burst = burst
  }

  public static let unlimited = RateLimit(perSecond: 0, burst: 0)
}

/// What a bucket said about one request.
struct RateLimitStatus: Sendable, Hashable {
  var isAllowed: Bool
  var limit: Int
  /// Requests that would be allowed right now.
  var remaining: Int
  /// Seconds until the whole burst is there again.
  var reset: Int
  /// How long until the next request is allowed; nil where this one was.
  var retryAfter: Duration?
}
