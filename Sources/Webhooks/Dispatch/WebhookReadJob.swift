import Model
import Postgres
import Store

/// A look at the log, and then at what has changed about endpoints: one that was registered before an event was accepted
/// is known before that event is told.
struct WebhookReadJob: Sendable {
  /// Events that one read takes of all partitions together, and at least of each.
  private static let commonLimit = 4096
  private static let leastLimit = 64
  /// Events that one read takes for an endpoint of its own.
  private static let ownLimit = 128

  var plan: WebhookScheduler.ReadPlan
  /// The newest change of an endpoint that is known.
  var version: Int64

  struct Report: Sendable {
    var plan: WebhookScheduler.ReadPlan
    var result: WebhookReads.Result
    var changes: [StoredWebhook]
    /// What was read does not count: a client has an endpoint now that had none.
    var isVoid: Bool
  }

  func run(on connection: PostgresConnection) throws -> Report {
    let limit = max(Self.leastLimit, Self.commonLimit / max(1, plan.common.count))
    let common = try WebhookReads.common(
      plan.common.map { (partition: $0.partition, after: $0.after, upTo: $0.upTo) }, clients: plan.clients,
      limit: limit,
      on: connection)
    let own = try WebhookReads.own(
      plan.own.map { (partition: $0.key.partition, after: $0.after, upTo: $0.upTo) }, limit: Self.ownLimit,
      on: connection)
    let changes = try WebhookReads.changes(since: version, on: connection)
    let clients = Set(plan.clients)
    return Report(
      plan: plan, result: .init(common: common, own: own), changes: changes,
      isVoid: changes.contains { !$0.isDeleted && !clients.contains($0.webhook.clientID) })
  }
}
