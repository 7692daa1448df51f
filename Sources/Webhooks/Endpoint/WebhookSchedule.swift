/// When an event is tried at an endpoint. A value without clock or randomness of its own.
public struct WebhookSchedule: Sendable, Hashable {
  /// Seconds before each attempt, the first included.
  public static let standard: [Int32] = [
    0, 5, 5 * 60, 30 * 60, 2 * 3600, 5 * 3600, 10 * 3600, 14 * 3600, 20 * 3600, 24 * 3600,
  ]
  /// The most that an endpoint may ask for with Retry-After.
  public static let longestRetryAfter = Duration.seconds(24 * 3600)

  /// Seconds before each attempt.
  public var delays: [Int32]
  /// How much a wait may exceed the plan: 0.1 is a tenth. Waits are never shorter than planned.
  public var jitter: Double

  public init(delays: [Int32]? = nil, jitter: Double = 0.1) {
    self.delays = delays ?? Self.standard
    self.jitter = jitter
  }

  /// How long to wait after so many attempts have failed; nil where there is none left.
  ///
  /// - Parameters:
  ///   - retryAfter: what the endpoint asked for; the wait is not shorter, unless that were more than a day.
  ///   - random: a number in 0..<1, drawn by the caller.
  public func delay(after attempts: Int, retryAfter: Duration?, random: Double) -> Duration? {
    guard attempts < delays.count else { return nil }
    let planned = Duration.seconds(Int64(delays[attempts])) * (1 + jitter * random)
    return max(planned, min(retryAfter ?? .zero, Self.longestRetryAfter))
  }
}
