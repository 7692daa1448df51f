import Inbox
import Model
import Postgres
import Store

/// Writes down what has come of POSTs, then takes partitions over and loads rows. In this order, so that what is loaded
/// is what was written.
struct WebhookRecordJob: Sendable {
  /// Rows beside the lanes that are loaded at once for one endpoint.
  private static let dueLimit = 64
  /// What one clean-up removes.
  private static let cleanupLimit = 5000

  var writes: WebhookWrites
  var partitionCount: Int16
  var leases: [Lease]
  /// Partitions that are told of here already.
  var partitions: [Int16]
  var loads: WebhookScheduler.LoadPlan
  /// Every endpoint, for a look at when their rows are due; nil for none.
  var known: [WebhookID]?
  /// Remove attempts older than this; nil for no clean-up.
  var attemptAge: Duration?

  struct Report: Sendable {
    var gained: [(partition: Int16, epoch: Int64, position: Int64)] = []
    var catchups: [(key: CatchupKey, row: Catchup)] = []
    var retries: [StoredRetry] = []
    var nextDue: [WebhookID: Timestamp] = [:]
    /// There is more to remove.
    var hasMore = false
    /// Partitions that somebody else tells of by now; nothing was written then.
    var lost: [Int16] = []
    /// What was not written for that reason.
    var unwritten: WebhookWrites?
  }

  func run(on connection: PostgresConnection) throws -> Report {
    var report = Report()
    do {
      try writes.commit(
        partition: { ConversationID($0.uuid).partition(of: partitionCount) }, on: connection)
    } catch let error as PostgresError where error.sqlState == OwnerWrites.fencedState {
      report.lost = try lost(on: connection)
      report.unwritten = writes
      guard !report.lost.isEmpty else { throw error }
      return report
    }
    if !leases.isEmpty { try takeOver(&report, on: connection) }
    if !loads.isEmpty { try load(&report, on: connection) }
    if let attemptAge {
      report.hasMore = try WebhookCleanup.run(attemptAge: attemptAge, limit: Self.cleanupLimit, on: connection)
    }
    return report
  }

  private func lost(on connection: PostgresConnection) throws -> [Int16] {
    let epochs = try WebhookReads.epochs(of: Array(writes.cursors.keys), on: connection)
    return writes.cursors.filter { epochs[$0.key] != $0.value.epoch }.map(\.key)
  }

  private func takeOver(_ report: inout Report, on connection: PostgresConnection) throws {
    report.gained = try WebhookReads.takeOver(
      leases.map { (partition: $0.partition, epoch: $0.epoch, position: $0.nextPosition - 1) }, on: connection)
    let gained = report.gained.map(\.partition)
    report.catchups = try WebhookReads.catchups(partitions: gained, on: connection)
    report.retries = try WebhookReads.laneRetries(partitions: gained, webhooks: nil, on: connection)
    if let known {
      report.nextDue = try WebhookReads.nextDue(webhooks: known, partitions: gained, except: [], on: connection)
    }
  }

  private func load(_ report: inout Report, on connection: PostgresConnection) throws {
    let told = partitions + report.gained.map(\.partition)
    if !loads.lanes.isEmpty {
      let wanted = Set(loads.lanes)
      report.catchups += try WebhookReads.catchups(partitions: told, on: connection).filter {
        wanted.contains($0.key.webhookID)
      }
      report.retries += try WebhookReads.laneRetries(partitions: told, webhooks: loads.lanes, on: connection)
    }
    let due = try WebhookReads.dueRetries(
      webhooks: loads.due, partitions: told, except: loads.taken, limit: Self.dueLimit, on: connection)
    report.retries += due
    let taken =
      loads.taken
      + due.map {
        .init(webhookID: $0.webhookID, partition: $0.entry.partition, position: $0.entry.position)
      }
    let next = try WebhookReads.nextDue(webhooks: loads.due, partitions: told, except: taken, on: connection)
    report.nextDue.merge(next) { min($0, $1) }
  }
}
