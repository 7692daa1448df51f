import FoundationEssentials
import JSON
import Model
import Store
import TestSupport

@testable import Webhooks

/// A database, endpoints and a clock around a scheduler, all in memory: what was written survives a crash, the rest does
/// not.
struct SchedulerWorld {
  static let client = ClientID("00000000-0000-7000-8000-000000000001")!

  /// What stands in the tables.
  var log: [Int16: [LogEntry]] = [:]
  var cursors: [Int16: Int64] = [:]
  var rows: [WebhookWrites.RetryKey: WebhookWrites.Retry] = [:]
  var catchups: [CatchupKey: Catchup] = [:]
  var webhooks: [WebhookID: Webhook] = [:]
  var version: Int64 = 0

  var scheduler: WebhookScheduler
  var limits: WebhookLimits
  var now = Timestamp(rfc3339: "2026-01-31T09:30:00Z")!
  var flights: [WebhookScheduler.Departure] = []
  /// Positions in the order in which endpoints took them, by lane; and how often each came.
  var taken: [WebhookID: [EventKey]] = [:]
  var posts: [WebhookWrites.RetryKey: Int] = [:]
  var written: [WebhookAttempt] = []
  private var epoch: Int64 = 0

  init(partitions: Int16 = 2, limits: WebhookLimits = WebhookLimits()) {
    self.limits = limits
    scheduler = WebhookScheduler(limits: limits)
    for partition in 0..<partitions {
      log[partition] = []
      cursors[partition] = 0
    }
    restart()
  }

  // MARK: Endpoints and events

  mutating func addWebhook(schedule: [Int32]? = nil, types: [String] = ["*"]) -> WebhookID {
    let id = WebhookID(UUID.version7(at: now))
    webhooks[id] = Webhook(
      webhookID: id, clientID: Self.client, url: "https://example.org", eventTypes: types, retrySchedule: schedule,
      createdAt: now, updatedAt: now)
    settleChange(id)
    return id
  }

  /// Has the scheduler learn how an endpoint is now.
  mutating func change(_ id: WebhookID, isDeleted: Bool = false) {
    version += 1
    scheduler.apply([stored(id, isDeleted: isDeleted)], at: now)
  }

  /// Has the scheduler learn how an endpoint is now, and have its rows.
  mutating func settleChange(_ id: WebhookID) {
    change(id)
    write()
  }

  private func stored(_ id: WebhookID, isDeleted: Bool = false) -> StoredWebhook {
    StoredWebhook(
      webhook: webhooks[id]!, secrets: WebhookSecrets(current: []), version: version, isDeleted: isDeleted)
  }

  static func conversation(_ number: Int) -> ConversationID {
    ConversationID(UUID(uuid: (0, 0, 0, 0, 0, 0, 112, 0, 128, 0, 0, 0, 0, 0, UInt8(number >> 8), UInt8(number & 255))))
  }

  /// Enters an event in the log.
  @discardableResult
  mutating func enter(_ conversation: Int, type: String = "message.sent", at time: Timestamp? = nil) -> EventKey {
    let id = Self.conversation(conversation)
    let partition = id.partition(of: Int16(log.count))
    let position = Int64(log[partition]!.count) + 1
    log[partition]!.append(
      LogEntry(
        partition: partition, position: position, type: type, clientID: Self.client, conversationID: id,
        messageID: "m", sequenceNumber: position, occurredAt: time ?? now, data: Array("{}".utf8)))
    scheduler.grow(partition, to: position)
    return EventKey(partition: partition, position: position)
  }

  // MARK: The database

  mutating func read(limit: Int = 50) {
    let plan = scheduler.readPlan()
    func page(_ partition: Int16, _ after: Int64, _ upTo: Int64) -> WebhookReads.Page {
      let entries = Array(log[partition]!.filter { $0.position > after && $0.position <= upTo }.prefix(limit))
      return .init(entries: entries, readTo: entries.count < limit ? upTo : entries.last!.position)
    }
    try! scheduler.take(
      plan,
      .init(
        common: plan.common.map { page($0.partition, $0.after, $0.upTo) },
        own: plan.own.map { page($0.key.partition, $0.after, $0.upTo) }), at: now)
  }

  mutating func write() {
    let writes = scheduler.takeWrites(withCursors: true)
    for (partition, cursor) in writes.cursors {
      precondition(cursor.position >= cursors[partition]!, "a cursor went back")
      cursors[partition] = cursor.position
    }
    for (key, change) in writes.retries {
      switch change {
      case .put(let row): rows[key] = row
      case .remove: rows[key] = nil
      }
    }
    for (key, change) in writes.catchups {
      switch change {
      case .put(let row): catchups[key] = row
      case .remove: catchups[key] = nil
      }
    }
    for (id, disabling) in writes.disabled where webhooks[id] != nil {
      webhooks[id]!.disabledAt = disabling.at
      webhooks[id]!.disabledReason = disabling.reason
    }
    for (id, since) in writes.failing { webhooks[id]?.failingSince = since }
    written += writes.attempts
    load()
  }

  mutating func load() {
    let plan = scheduler.takeLoads(at: now)
    let lanes = Set(plan.lanes)
    scheduler.takeUp(catchups.filter { lanes.contains($0.key.webhookID) }.map { (key: $0.key, row: $0.value) })
    try! scheduler.load(laneRows { lanes.contains($0) }, at: now)
    let taken = Set(plan.taken)
    var due: [StoredRetry] = []
    for id in plan.due {
      let mine = rows.filter { $0.key.webhookID == id && $0.value.isBeside && !taken.contains($0.key) }
        .sorted { $0.value.nextAttemptAt < $1.value.nextAttemptAt }
      due += mine.filter { $0.value.nextAttemptAt <= now }.map(storedRetry)
      if let next = mine.first(where: { $0.value.nextAttemptAt > now }) {
        scheduler.expect(id, at: next.value.nextAttemptAt)
      }
    }
    try! scheduler.load(due, at: now)
    scheduler.loaded(plan.lanes)
  }

  private func laneRows(_ isWanted: (WebhookID) -> Bool) -> [StoredRetry] {
    rows.filter { !$0.value.isBeside && isWanted($0.key.webhookID) && webhooks[$0.key.webhookID]?.isEnabled == true }
      .map { storedRetry($0) }.sorted {
        ($0.entry.partition, $0.entry.position) < ($1.entry.partition, $1.entry.position)
      }
  }

  private func storedRetry(_ row: (key: WebhookWrites.RetryKey, value: WebhookWrites.Retry)) -> StoredRetry {
    StoredRetry(
      webhookID: row.key.webhookID, retry: row.value,
      entry: log[row.key.partition]![Int(row.key.position) - 1])
  }

  /// kill -9, and another start.
  mutating func restart() {
    flights = []
    epoch += 1
    scheduler = WebhookScheduler(limits: limits)
    for id in webhooks.keys { scheduler.apply([stored(id)], at: now) }
    for (partition, entries) in log {
      scheduler.begin(partition, epoch: epoch, position: cursors[partition]!, tail: Int64(entries.count))
    }
    scheduler.takeUp(catchups.map { (key: $0.key, row: $0.value) })
    try! scheduler.load(laneRows { _ in true }, at: now)
    for (key, row) in rows where row.isBeside { scheduler.expect(key.webhookID, at: row.nextAttemptAt) }
    load()
  }

  // MARK: Endpoints' answers

  mutating func depart() {
    for departure in scheduler.departures() {
      flights.append(departure)
      posts[WebhookScheduler.retryKey(departure.webhook.webhookID, departure.item.key), default: 0] += 1
    }
  }

  /// The endpoint of a flight answers.
  @discardableResult
  mutating func answer(_ index: Int, _ answer: WebhookAnswer = .init(status: 204)) -> WebhookScheduler.Told? {
    let flight = flights.remove(at: index)
    let id = flight.webhook.webhookID
    if WebhookVerdict(answer, now: now) == .success { taken[id, default: []].append(flight.item.key) }
    return scheduler.answered(id, flight.item.key, answer, startedAt: now, at: now, random: 0)
  }

  mutating func advance(_ duration: Duration) {
    now = now.advanced(by: duration)
    scheduler.tick(now)
  }

  /// Everything answers well until nothing is left to do.
  mutating func settle(_ rounds: Int = 500, step: Duration = .seconds(60)) {
    for _ in 0..<rounds {
      read()
      depart()
      while !flights.isEmpty { answer(0) }
      write()
      guard !isSettled else { return }
      advance(step)
    }
  }

  var isSettled: Bool {
    scheduler.count == 0 && rows.isEmpty && catchups.isEmpty && scheduler.own.isEmpty
      && log.allSatisfy { cursors[$0.key] == Int64($0.value.count) }
  }
}
