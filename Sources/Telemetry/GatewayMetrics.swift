/// What the gateway measures. One value is made at the start and handed to every room that measures.
public struct GatewayMetrics: Sendable {
  public let registry: MetricsRegistry

  /// Messages that are on disk; a repeated one counts once.
  public let messagesAccepted: Counter
  /// Deliveries by the status they reached, by channel type.
  public let messagesSent: CounterFamily
  public let messagesDelivered: CounterFamily
  public let messagesRead: CounterFamily
  public let messagesFailed: CounterFamily

  /// Envelopes that no owner has taken yet.
  public let inboxDepth: Gauge
  /// Deliveries that wait in the memory of this node.
  public let lanesQueued: Gauge
  /// Sends that a connector has not answered.
  public let sendsInFlight: Gauge
  public let partitionsOwned: Gauge

  /// From the request to the message on disk.
  public let acceptSeconds: Histogram
  /// From accepted to sent.
  public let deliverySeconds: Histogram
  /// By method, route and status.
  public let httpRequestSeconds: HistogramFamily

  /// By account and class of the outcome: ok, retryable, permanent, ...
  public let connectorResults: CounterFamily
  /// By channel type.
  public let deadLetters: CounterFamily

  /// Platforms' requests by account and status of the answer.
  public let ingressCallbacks: CounterFamily
  /// Platforms' events by account, kind and what became of them: routed, duplicate, unrouted, echo, ignored.
  public let ingressEvents: CounterFamily
  /// From a platform's request to the answer.
  public let ingressSeconds: Histogram
  public let webhooks: WebhookMetrics

  public init(registry: MetricsRegistry = MetricsRegistry()) {
    self.registry = registry
    messagesAccepted = registry.counter(
      "chat4all_messages_accepted_total",
      help: "Messages accepted and stored."
    )
    messagesSent = registry.counters(
      "chat4all_messages_sent_total",
      help: "Deliveries taken over by their channel.",
      labels: ["channel"]
    )
    messagesDelivered = registry.counters(
      "chat4all_messages_delivered_total",
      help: "Deliveries that reached the recipient.",
      labels: ["channel"]
    )
    messagesRead = registry.counters(
      "chat4all_messages_read_total",
      help: "Deliveries that the recipient has read.",
      labels: ["channel"]
    )
    messagesFailed = registry.counters(
      "chat4all_messages_failed_total",
      help: "Deliveries that were given up.",
      labels: ["channel"]
    )
    inboxDepth = registry.gauge(
      "chat4all_inbox_depth",
      help: "Accepted envelopes that no owner has taken yet."
    )
    lanesQueued = registry.gauge(
      "chat4all_lanes_queued",
      help: "Deliveries waiting in this node's lanes."
    )
    sendsInFlight = registry.gauge(
      "chat4all_sends_in_flight",
      help: "Sends that a connector has not answered yet."
    )
    partitionsOwned = registry.gauge(
      "chat4all_partitions_owned",
      help: "Partitions whose lease this node holds."
    )
    acceptSeconds = registry.histogram(
      "chat4all_accept_seconds",
      help: "Time from a send request to the message being stored."
    )
    deliverySeconds = registry.histogram(
      "chat4all_delivery_seconds",
      help: "Time from a message being accepted to a delivery being sent."
    )
    httpRequestSeconds = registry.histograms(
      "chat4all_http_request_seconds",
      help: "Time to answer an HTTP request.",
      labels: ["method", "route", "status"]
    )
    connectorResults = registry.counters(
      "chat4all_connector_results_total",
      help: "Outcomes of sends by connector account.",
      labels: ["account", "class"]
    )
    deadLetters = registry.counters(
      "chat4all_dead_letters_total",
      help: "Deliveries put aside for an operator.",
      labels: ["channel"]
    )
    ingressCallbacks = registry.counters(
      "chat4all_ingress_callbacks_total",
      help: "Requests of platforms.",
      labels: ["account", "status"]
    )
    ingressEvents = registry.counters(
      "chat4all_ingress_events_total",
      help: "Events of platforms by what became of them.",
      labels: ["account", "kind", "outcome"]
    )
    ingressSeconds = registry.histogram(
      "chat4all_ingress_seconds",
      help: "Time from a platform's request to its answer, which is after the commit."
    )
    webhooks = WebhookMetrics(registry: registry)
    registry.gauge(
      "process_resident_memory_bytes",
      help: "Resident memory of the process.",
      read: residentMemory
    )
  }
}
