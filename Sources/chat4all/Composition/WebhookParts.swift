import Gateway
import Logging
import Model
import OutboundHTTP
import Postgres
import ServiceLifecycle
import Store
import Telemetry
import Webhooks

/// What tells developers of events, tied together.
struct WebhookParts {
  let http: WebhookHTTP
  let dispatcher: WebhookDispatcher
  /// In the order in which they depend on each other.
  let services: [any Service]
  private let timeout: Duration

  init(
    settings: WebhookSettings, outbound: OutboundSettings, database: PostgresConfiguration, partitionCount: Int16,
    metrics: WebhookMetrics,
    logger: Logger
  ) {
    timeout = .seconds(settings.timeout.value)
    let client = OutboundHTTPClient(
      configuration: outbound.apply(
        to: .init(
          maxInFlight: settings.inFlight.value, maxPerHost: settings.inFlight.value,
          userAgent: WebhookDispatcher.userAgent)), logger: logger)
    http = WebhookHTTP(client: client, policy: .publicAnd(settings.allowPrivate.value))
    var database = database
    database.sessionSettings = PlannerSettings.lookUpByIndex
    // What a crash of the server takes is told again: at least once holds, and the disk is left to what callers wait for.
    database.sessionSettings["synchronous_commit"] = "off"
    let pool = PostgresPool(configuration: database, connections: 2, maxQueuedJobs: 16, logger: logger)
    var limits = WebhookLimits()
    limits.inFlight = settings.inFlight.value
    limits.inFlightPerEndpoint = settings.endpointInFlight.value
    limits.timeout = timeout
    limits.hold = .seconds(settings.hold.value)
    dispatcher = WebhookDispatcher(
      configuration: .init(
        partitionCount: partitionCount, limits: limits, attemptAge: .seconds(settings.attemptHours.value * 3600)),
      pool: pool, transport: http, metrics: metrics, logger: logger)
    services = [pool, client, dispatcher]
  }

  /// What the use cases need.
  var desk: WebhookDesk {
    WebhookDesk(
      transport: http, timeout: timeout, isAllowed: { [http] in http.allows($0) },
      changed: { [dispatcher] in dispatcher.webhookChanged($0) })
  }

  /// Passes on what another node says.
  func notified(_ notification: PostgresNotification) {
    switch notification {
    case .notified(WebhookStore.notificationChannel, let payload):
      if let id = ConversationID(payload) { dispatcher.webhookChanged(WebhookID(id.uuid)) }
    case .notified: break
    case .mayHaveMissed: dispatcher.mayHaveMissedChanges()
    }
  }
}
