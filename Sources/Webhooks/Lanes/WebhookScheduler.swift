import DequeModule
import Model
import Store

/// Decides which event is told to which endpoint and when, and what has to be written down. A value without I/O: what
/// was read, what was answered and the time go in; what to read, what to send and what to write come out.
///
/// A partition's log is read once for all endpoints. What an endpoint has no room for, in memory or at all since it is
/// disabled, it reads later with a cursor of its own. An event that takes its time, or failed, gets a row of its own. So
/// nothing that one endpoint does holds up the cursor, and with it the others, and all that is not in memory is in the
/// log, behind some cursor, or in a row.
struct WebhookScheduler: Sendable {
  /// A POST to make.
  struct Departure: Sendable {
    var item: WebhookItem
    var webhook: Webhook
    var signer: WebhookSigner
  }

  /// A partition whose events this node tells.
  struct Partition: Sendable {
    var epoch: Int64
    var track: LogTrack
    /// The newest position there is, as far as known.
    var tail: Int64
    /// The cursor as it was last given out to be written.
    var written: Int64
  }

  /// An endpoint's own cursor.
  struct Own: Sendable {
    var track: LogTrack
    var row: Catchup
    /// It reads by itself; else it only waits for what it has read.
    var isReading: Bool
    var written: Int64?
  }

  let limits: WebhookLimits
  var known: [WebhookID: KnownWebhook] = [:]
  var byClient: [ClientID: [WebhookID]] = [:]
  var queues: [WebhookID: EndpointQueue] = [:]
  var partitions: [Int16: Partition] = [:]
  var own: [CatchupKey: Own] = [:]
  /// When the earliest row beside the lanes is due, by endpoint.
  var nextDue: [WebhookID: Timestamp] = [:]
  /// Endpoints whose rows have to be loaded.
  var toLoad: Set<WebhookID> = []
  /// Of these, endpoints that were enabled: until their rows are here, what is new has to wait behind them.
  var loading: Set<WebhookID> = []
  var writes = WebhookWrites()
  private(set) var inFlight = 0
  /// Events in memory.
  private(set) var count = 0
  /// Endpoints with lanes that have to be looked at in time.
  private var alarmed: Set<WebhookID> = []
  /// Endpoints that may have something to send, in turn.
  private var active = Deque<WebhookID>()
  private var isActive: Set<WebhookID> = []

  init(limits: WebhookLimits) { self.limits = limits }

  /// Whether an endpoint may have one more event in memory. The fuller the memory, the less of it may be one endpoint's,
  /// so that there is always some left for another.
  func hasRoom(_ webhook: WebhookID) -> Bool {
    guard let queue = queues[webhook], queue.isEnabled else { return false }
    return queue.count < min(limits.queuedPerEndpoint, limits.queued - count)
  }

  /// Changes an endpoint's queue in place and keeps account of it. Nil where there is none.
  mutating func change<Value>(_ id: WebhookID, _ body: (inout EndpointQueue) -> Value) -> Value? {
    guard let index = queues.index(forKey: id) else { return nil }
    let before = queues.values[index].count
    let value = body(&queues.values[index])
    count += queues.values[index].count - before
    if queues.values[index].nextAlarm != nil { alarmed.insert(id) }
    return value
  }

  // MARK: Items

  /// - Returns: Whether it was new.
  @discardableResult
  mutating func add(_ item: WebhookItem, to webhook: WebhookID, at now: Timestamp, expediting: Bool = false) -> Bool {
    guard let isNew = change(webhook, { $0.add(item, at: now, expediting: expediting) }) else { return false }
    if isNew, let track = item.track { begin(track, item.key.position, webhook, at: now) }
    activate(webhook)
    return isNew
  }

  private mutating func begin(_ track: TrackKey, _ position: Int64, _ webhook: WebhookID, at now: Timestamp) {
    switch track {
    case .common(let partition): partitions[partition]?.track.begin(position, for: webhook, at: now)
    case .own(let key): own[key]?.track.begin(position, for: webhook, at: now)
    }
  }

  mutating func end(_ track: TrackKey?, _ position: Int64, _ webhook: WebhookID) {
    switch track {
    case .common(let partition): partitions[partition]?.track.end(position, for: webhook)
    case .own(let key): own[key]?.track.end(position, for: webhook)
    case nil: break
    }
  }

  mutating func activate(_ webhook: WebhookID) {
    guard queues[webhook]?.hasTurn == true, isActive.insert(webhook).inserted else { return }
    active.append(webhook)
  }

  static func retryKey(_ webhook: WebhookID, _ key: EventKey) -> WebhookWrites.RetryKey {
    .init(webhookID: webhook, partition: key.partition, position: key.position)
  }

  // MARK: What leaves

  /// Everything that may leave now, endpoint by endpoint in turn. An endpoint gets no more places than are left for the
  /// others together.
  /// - Parameter most: How many may be in flight then, if that is less than the limits say.
  mutating func departures(upTo most: Int = .max) -> [Departure] {
    let most = min(most, limits.inFlight)
    var departures: [Departure] = []
    var resting: [WebhookID] = []
    while inFlight < most, let id = active.popFirst() {
      guard let webhook = known[id], let flying = queues[id]?.inFlight else {
        isActive.remove(id)
        continue
      }
      guard flying < most - inFlight else {
        resting.append(id)
        continue
      }
      guard let item = change(id, { $0.takeTurn() }) ?? nil else {
        // An answer or something new brings it back.
        isActive.remove(id)
        continue
      }
      inFlight += 1
      active.append(id)
      departures.append(Departure(item: item, webhook: webhook.webhook, signer: webhook.signer))
    }
    active.append(contentsOf: resting)
    return departures
  }

  // MARK: What comes back

  /// What to tell of an answer.
  struct Told: Sendable {
    var outcome: WebhookAttempt.Outcome
    /// From the fact to its being told; nil where it was not.
    var latency: Duration?
    /// The endpoint was disabled by this answer.
    var disabled: Webhook.DisabledReason?
  }

  /// Takes an answer: settles its event, notes what has to be written. Nil where the event was given up meanwhile.
  mutating func answered(
    _ id: WebhookID, _ key: EventKey, _ answer: WebhookAnswer, startedAt: Timestamp, at now: Timestamp, random: Double
  ) -> Told? {
    inFlight -= 1
    let verdict = WebhookVerdict(answer, now: now)
    let track = queues[id]?.items[key]?.track
    guard let settlement = change(id, { $0.answered(key, verdict, at: now, random: random) }) ?? nil else { return nil }
    let item = settlement.item
    end(track, key.position, id)
    if let change = settlement.change { writes.retries[Self.retryKey(id, key)] = change }
    if settlement.outcome == .failed, item.isBeside, let next = item.nextAttemptAt { expect(id, at: next) }
    let number = settlement.outcome == .succeeded ? item.attempts + 1 : item.attempts
    writes.attempts.append(
      WebhookAttempt(
        webhookID: id, eventID: item.event.eventID, eventType: item.event.type, number: number,
        outcome: settlement.outcome, statusCode: answer.status.map { Int16(clamping: $0) }, error: answer.error,
        latency: answer.elapsed, response: Array(answer.body.prefix(WebhookAttempt.responseLimit)),
        attemptedAt: startedAt, nextAttemptAt: settlement.outcome == .failed ? item.nextAttemptAt : nil))
    let reason = noteHealth(id, verdict, at: now)
    if let reason { disable(id, for: reason, at: now) }
    activate(id)
    return Told(
      outcome: settlement.outcome,
      latency: settlement.outcome == .succeeded ? now.duration(since: item.event.occurredAt) : nil, disabled: reason)
  }

  /// A row beside the lanes will be due.
  mutating func expect(_ id: WebhookID, at time: Timestamp) {
    nextDue[id] = min(nextDue[id] ?? time, time)
  }

  /// Why the endpoint has to be disabled, if it has to.
  private mutating func noteHealth(
    _ id: WebhookID, _ verdict: WebhookVerdict, at now: Timestamp
  ) -> Webhook.DisabledReason? {
    guard let webhook = known[id], webhook.webhook.isEnabled else { return nil }
    guard verdict != .success else {
      known[id]!.failingSince = nil
      if webhook.webhook.failingSince != nil {
        known[id]!.stored.webhook.failingSince = nil
        writes.failing[id] = .some(nil)
      }
      return nil
    }
    if verdict == .gone { return .gone }
    let since = webhook.failingSince ?? now
    known[id]!.failingSince = since
    if now >= since.advanced(by: limits.disableAfter) { return .failing }
    if webhook.webhook.failingSince == nil, now >= since.advanced(by: limits.failingAfter) {
      known[id]!.stored.webhook.failingSince = since
      writes.failing[id] = since
    }
    return nil
  }

  // MARK: Time

  /// Lets time pass: lanes whose hold is over go on, and what holds back a cursor for long gets a row.
  mutating func tick(_ now: Timestamp) {
    for id in alarmed {
      guard let alarm = queues[id]?.nextAlarm else {
        alarmed.remove(id)
        continue
      }
      guard alarm <= now else { continue }
      for freed in change(id, { $0.tick(now) }) ?? [] {
        writes.retries[Self.retryKey(id, freed.item.key)] = .put(freed.retry)
        expect(id, at: freed.retry.nextAttemptAt)
      }
      activate(id)
    }
    let before = now.advanced(by: .microseconds(-limits.storeAfter.microseconds))
    for (number, partition) in partitions {
      guard let oldest = partition.track.oldest, oldest <= before else { continue }
      store(partition.track.overdue(since: before), of: .common(number), in: number, at: now)
    }
    for (key, reader) in own {
      guard let oldest = reader.track.oldest, oldest <= before else { continue }
      store(reader.track.overdue(since: before), of: .own(key), in: key.partition, at: now)
    }
  }

  /// Gives rows to what holds back a reader's cursor.
  private mutating func store(
    _ overdue: [(position: Int64, webhooks: [WebhookID])], of track: TrackKey, in partition: Int16, at now: Timestamp
  ) {
    for (position, webhooks) in overdue {
      let key = EventKey(partition: partition, position: position)
      for id in webhooks {
        if let retry = change(id, { $0.store(key, at: now) }) ?? nil {
          writes.retries[Self.retryKey(id, key)] = .put(retry)
        }
        end(track, position, id)
      }
    }
  }

  /// When ``tick(_:)`` has something to do next.
  var nextInstant: Timestamp? {
    var instants = alarmed.compactMap { queues[$0]?.nextAlarm }
    instants += partitions.values.compactMap { $0.track.oldest?.advanced(by: limits.storeAfter) }
    instants += own.values.compactMap { $0.track.oldest?.advanced(by: limits.storeAfter) }
    instants += nextDue.filter { hasRoom($0.key) }.values
    return instants.min()
  }
}
