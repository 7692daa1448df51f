/// When to try a failed send again. A value without clock or randomness of its own.
public struct RetrySchedule: Sendable, Equatable {
  /// The waits after the first, second, … failed attempt; the last one repeats.
  public var delays: [Duration]
  /// Attempts in total, the first included; at least 1.
  public var maxAttempts: Int
  /// How much a wait may differ from the plan: 0.2 is 20 % up or down.
  public var jitter: Double

  public init(
    delays: [Duration] = [.seconds(1), .seconds(2), .seconds(4), .seconds(8), .seconds(16)],
    maxAttempts: Int = 5, jitter: Double = 0.2
  ) {
    self.delays = delays
    self.maxAttempts = maxAttempts
    self.jitter = jitter
  }

  /// How long to wait after `attempt` (1 for the first) has failed, or nil when it was the last one.
  ///
  /// - Parameters:
  ///   - retryAfter: what the platform asked for; the wait is never shorter.
  ///   - random: a number in 0..<1, drawn by the caller.
  public func delay(after attempt: Int, retryAfter: Duration? = nil, random: Double) -> Duration? {
    guard attempt < maxAttempts else { return nil }
    let planned = delays.isEmpty ? .zero : delays[min(max(attempt, 1), delays.count) - 1]
    let wait = planned * (1 + jitter * (2 * random - 1))
    return max(wait, retryAfter ?? .zero)
  }
}
