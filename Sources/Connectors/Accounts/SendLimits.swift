/// How much may go over a channel account at once.
public struct SendLimits: Sendable, Equatable {
  /// On average; nil is no limit.
  public var messagesPerSecond: Double?
  /// At once; nil is one second's worth, at least 1.
  public var burst: Int?
  /// Sends that the connector may be working on at the same time.
  public var maxInFlight: Int
  /// Sends that wait in the host for their turn; further ones are answered `RETRY`.
  public var maxQueued: Int
  /// Events that wait in the host to be taken over; the connector's further ones are answered `RETRY`.
  public var maxQueuedEvents: Int

  public init(
    messagesPerSecond: Double? = nil, burst: Int? = nil, maxInFlight: Int = 16, maxQueued: Int = 1024,
    maxQueuedEvents: Int = 4096
  ) {
    self.messagesPerSecond = messagesPerSecond
    self.burst = burst
    self.maxInFlight = maxInFlight
    self.maxQueued = maxQueued
    self.maxQueuedEvents = maxQueuedEvents
  }

  /// A full bucket of this pace, or nil without a limit.
  public func bucket(at now: TokenBucket.Instant) -> TokenBucket? {
    guard let messagesPerSecond else { return nil }
    return TokenBucket(rate: messagesPerSecond, burst: burst ?? max(1, Int(messagesPerSecond)), at: now)
  }
}
