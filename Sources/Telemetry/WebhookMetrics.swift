/// What is measured about webhooks.
public struct WebhookMetrics: Sendable {
  /// Events that an endpoint has taken.
  public let delivered: Counter
  /// POSTs that were not answered with a 2xx.
  public let failed: Counter
  /// Attempts that were planned after a failed one.
  public let retries: Counter
  /// Events that were given up after their last attempt.
  public let exhausted: Counter
  /// Endpoints that the gateway has disabled, by reason.
  public let disabled: CounterFamily
  /// Events in this node's memory that wait for an endpoint, those in flight among them.
  public let queued: Gauge
  public let inFlight: Gauge
  /// Endpoints' own cursors on this node: how many endpoints and partitions lag behind, replays among them.
  public let lagging: Gauge
  /// Events in the log of this node's partitions that no reader has looked at yet.
  public let backlog: Gauge
  /// From the fact to an endpoint having taken it.
  public let deliverySeconds: Histogram
  /// From a POST to its answer.
  public let attemptSeconds: Histogram

  init(registry: MetricsRegistry) {
    delivered = registry.counter("chat4all_webhooks_delivered_total", help: "Events taken by a webhook endpoint.")
    failed = registry.counter("chat4all_webhooks_failed_total", help: "Webhook POSTs not answered with a 2xx.")
    retries = registry.counter("chat4all_webhooks_retries_total", help: "Webhook attempts planned after a failed one.")
    exhausted = registry.counter("chat4all_webhooks_exhausted_total", help: "Webhook events given up.")
    disabled = registry.counters(
      "chat4all_webhooks_disabled_total", help: "Webhook endpoints disabled by the gateway.", labels: ["reason"])
    queued = registry.gauge("chat4all_webhooks_queued", help: "Webhook events in this node's memory.")
    inFlight = registry.gauge("chat4all_webhooks_in_flight", help: "Webhook POSTs not answered yet.")
    lagging = registry.gauge("chat4all_webhooks_lagging", help: "Cursors of endpoints that lag behind the log.")
    backlog = registry.gauge("chat4all_webhooks_backlog", help: "Events of the log not yet looked at for webhooks.")
    deliverySeconds = registry.histogram(
      "chat4all_webhook_delivery_seconds", help: "Time from an event to a webhook endpoint having taken it.")
    attemptSeconds = registry.histogram(
      "chat4all_webhook_attempt_seconds", help: "Time from a webhook POST to its answer.")
  }
}
