/// What bounds the telling of webhooks, and its times.
public struct WebhookLimits: Sendable, Hashable {
  /// POSTs in flight, over all endpoints, and to one.
  public var inFlight: Int
  public var inFlightPerEndpoint: Int
  /// Events in memory, over all endpoints, and for one. What is more waits in the log.
  public var queued: Int
  public var queuedPerEndpoint: Int
  /// How long a POST may take.
  public var timeout: Duration
  /// How long a lane waits for its failing first event.
  public var hold: Duration
  /// How long an event may hold back the cursor before it gets a row of its own.
  public var storeAfter: Duration
  /// Failures that last no longer are not written down.
  public var failingAfter: Duration
  /// How long there may be nothing but failure before an endpoint is disabled.
  public var disableAfter: Duration

  public init(
    inFlight: Int = 256, inFlightPerEndpoint: Int = 64, queued: Int = 16_384, queuedPerEndpoint: Int = 1024,
    timeout: Duration = .seconds(15), hold: Duration = .seconds(300), storeAfter: Duration = .milliseconds(250),
    failingAfter: Duration = .seconds(60), disableAfter: Duration = .seconds(5 * 86_400)
  ) {
    self.inFlight = inFlight
    self.inFlightPerEndpoint = inFlightPerEndpoint
    self.queued = queued
    self.queuedPerEndpoint = queuedPerEndpoint
    self.timeout = timeout
    self.hold = hold
    self.storeAfter = storeAfter
    self.failingAfter = failingAfter
    self.disableAfter = disableAfter
  }
}
