import DequeModule
import HeapModule
import Model
import Store

/// The lanes of one endpoint. A value: events go in, decisions come out.
struct EndpointQueue: Sendable {
  struct Rules: Sendable, Hashable {
    var schedule = WebhookSchedule()
    /// How long a lane waits for its failing first event.
    var hold = Duration.seconds(300)
    /// The most in flight at once.
    var limit = 64
  }

  /// Whose turn it is.
  private enum Turn: Sendable {
    case lane(ConversationID)
    case beside(EventKey)
  }

  private struct Alarm: Sendable, Comparable {
    var at: Timestamp
    var lane: ConversationID

    static func < (left: Alarm, right: Alarm) -> Bool { left.at < right.at }
    static func == (left: Alarm, right: Alarm) -> Bool { left.at == right.at }
  }

  /// What a failed or successful attempt leads to.
  struct Settlement: Sendable {
    /// As it is now.
    var item: WebhookItem
    var outcome: WebhookAttempt.Outcome
    /// How its row changes; nil where there is none to change.
    var change: WebhookWrites.RetryChange?
  }

  var rules: Rules
  /// Nothing new leaves while it is off.
  var isEnabled: Bool
  private(set) var items: [EventKey: WebhookItem] = [:]
  private(set) var inFlight = 0
  /// How many may be in flight at present: halved by each failure and doubled by each success, so that an endpoint that
  /// hangs keeps few places occupied.
  private(set) var window: Int
  private var lanes: [ConversationID: WebhookLane] = [:]
  private var turns = Deque<Turn>()
  private var alarms = Heap<Alarm>()

  init(rules: Rules, isEnabled: Bool = true) {
    self.rules = rules
    self.isEnabled = isEnabled
    window = rules.limit
  }

  var count: Int { items.count }
  var hasTurn: Bool { isEnabled && !turns.isEmpty }
  /// When a lane has to be looked at again.
  var nextAlarm: Timestamp? { isEnabled ? alarms.min?.at : nil }

  // MARK: What comes

  /// Takes an event up. One that is here already is only made due, where it waits.
  /// - Returns: Whether it is new.
  mutating func add(_ item: WebhookItem, at now: Timestamp, expediting: Bool = false) -> Bool {
    guard items[item.key] == nil else {
      if expediting { expedite(item.key, at: now) }
      return false
    }
    items[item.key] = item
    guard !item.isBeside else {
      turns.append(.beside(item.key))
      return true
    }
    let lane = item.event.conversationID
    if lanes[lane] != nil {
      lanes[lane]!.queue.append(item.key)
    } else {
      lanes[lane] = WebhookLane(queue: [item.key], state: .ready)
      settle(lane, at: now)
    }
    return true
  }

  private mutating func expedite(_ key: EventKey, at now: Timestamp) {
    guard let item = items[key], !item.isInFlight, item.nextAttemptAt != nil else { return }
    items[key]!.nextAttemptAt = now
    if lanes[item.event.conversationID]?.queue.first == key { settle(item.event.conversationID, at: now) }
  }

  /// The event is about to have a row.
  /// - Returns: The row; nil where it has one, or is not here.
  mutating func store(_ key: EventKey, at now: Timestamp) -> WebhookWrites.Retry? {
    guard let item = items[key], !item.isStored else { return nil }
    items[key]!.isStored = true
    items[key]!.track = nil
    return Self.row(of: item, at: now)
  }

  private static func row(of item: WebhookItem, at now: Timestamp) -> WebhookWrites.Retry {
    .init(
      attempts: item.attempts, firstFailedAt: item.firstFailedAt, nextAttemptAt: item.nextAttemptAt ?? now,
      isBeside: item.isBeside)
  }

  // MARK: What leaves

  /// The next event to send, which is then in flight; nil where nothing may leave.
  mutating func takeTurn() -> WebhookItem? {
    guard isEnabled, inFlight < window else { return nil }
    while let turn = turns.popFirst() {
      let key: EventKey
      switch turn {
      case .beside(let beside): key = beside
      case .lane(let lane):
        guard lanes[lane]?.state == .ready, let first = lanes[lane]?.queue.first else { continue }
        lanes[lane]!.state = .flying
        key = first
      }
      guard items[key] != nil else { continue }
      items[key]!.isInFlight = true
      inFlight += 1
      return items[key]
    }
    return nil
  }

  /// Decides what an answer means. Nil where the event is not in flight (any more).
  mutating func answered(
    _ key: EventKey, _ verdict: WebhookVerdict, at now: Timestamp, random: Double
  ) -> Settlement? {
    guard var item = items[key], item.isInFlight else { return nil }
    inFlight -= 1
    item.isInFlight = false
    let settlement: Settlement
    switch verdict {
    case .success:
      window = min(rules.limit, window * 2)
      settlement = Settlement(item: item, outcome: .succeeded, change: item.isStored ? .remove : nil)
      leave(item, at: now)
    case .failure, .gone:
      window = max(1, window / 2)
      settlement = failed(&item, verdict, at: now, random: random)
    }
    return settlement
  }

  private mutating func failed(
    _ item: inout WebhookItem, _ verdict: WebhookVerdict, at now: Timestamp, random: Double
  ) -> Settlement {
    item.attempts += 1
    item.firstFailedAt = item.firstFailedAt ?? now
    var asked: Duration?
    if case .failure(let retryAfter) = verdict { asked = retryAfter }
    guard let wait = rules.schedule.delay(after: Int(item.attempts), retryAfter: asked, random: random) else {
      leave(item, at: now)
      return Settlement(item: item, outcome: .exhausted, change: item.isStored ? .remove : nil)
    }
    item.nextAttemptAt = now.advanced(by: wait)
    item.isBeside = item.isBeside || isOverheld(item, at: now)
    let settlement = Settlement(item: item, outcome: .failed, change: .put(Self.row(of: item, at: now)))
    item.isStored = true
    item.track = nil
    if item.isBeside || !isEnabled {
      // It goes on from its row.
      leave(item, at: now)
    } else {
      items[item.key] = item
      settle(item.event.conversationID, at: now)
    }
    return settlement
  }

  private func isOverheld(_ item: WebhookItem, at now: Timestamp) -> Bool {
    item.firstFailedAt.map { $0.advanced(by: rules.hold) <= now } ?? false
  }

  /// Takes an event out of memory and lets its lane go on.
  private mutating func leave(_ item: WebhookItem, at now: Timestamp) {
    items[item.key] = nil
    let lane = item.event.conversationID
    // Those beside have no place in the lane, unless they have just left it.
    guard lanes[lane]?.queue.first == item.key else { return }
    lanes[lane]!.queue.removeFirst()
    settle(lane, at: now)
  }

  /// Puts a lane that is not flying where it belongs: among those whose turn comes, among the held, or away.
  private mutating func settle(_ lane: ConversationID, at now: Timestamp) {
    guard let first = lanes[lane]?.queue.first, let item = items[first] else {
      lanes[lane] = nil
      return
    }
    if let next = item.nextAttemptAt, next > now {
      lanes[lane]!.state = .held
      let end = item.firstFailedAt?.advanced(by: rules.hold) ?? next
      alarms.insert(Alarm(at: max(now, min(next, end)), lane: lane))
    } else {
      lanes[lane]!.state = .ready
      turns.append(.lane(lane))
    }
  }

  // MARK: Time

  /// Lets lanes go on whose first event is due, or has held them long enough.
  /// - Returns: The events that go on beside their lanes, from their rows, with what these are to say.
  mutating func tick(_ now: Timestamp) -> [(item: WebhookItem, retry: WebhookWrites.Retry)] {
    guard isEnabled else { return [] }
    var beside: [(item: WebhookItem, retry: WebhookWrites.Retry)] = []
    while let alarm = alarms.min, alarm.at <= now {
      alarms.removeMin()
      guard lanes[alarm.lane]?.state == .held, let first = lanes[alarm.lane]?.queue.first, var item = items[first]
      else { continue }
      if isOverheld(item, at: now) {
        item.isBeside = true
        beside.append((item: item, retry: Self.row(of: item, at: now)))
        leave(item, at: now)
      } else {
        settle(alarm.lane, at: now)
      }
    }
    return beside
  }

  // MARK: The end

  /// Forgets everything that is not in flight, as the endpoint takes nothing for now.
  /// - Returns: Everything, with the rows that it needs to be found again.
  mutating func park(at now: Timestamp) -> [(item: WebhookItem, retry: WebhookWrites.Retry)] {
    let parked = items.values.map { (item: $0, retry: Self.row(of: $0, at: now)) }
    keepFlights()
    for key in items.keys {
      items[key]!.isStored = true
      items[key]!.track = nil
    }
    return parked
  }

  /// Forgets what belongs to a partition, or everything.
  /// - Parameter keepingFlights: What is in flight stays, so that its answer counts.
  /// - Returns: What was forgotten.
  mutating func forget(_ partition: Int16?, keepingFlights: Bool = false) -> [WebhookItem] {
    let gone = items.values.filter { item in
      (partition == nil || item.key.partition == partition) && !(keepingFlights && item.isInFlight)
    }
    for item in gone {
      items[item.key] = nil
      if item.isInFlight { inFlight -= 1 }
      let lane = item.event.conversationID
      guard !item.isBeside, lanes[lane] != nil else { continue }
      lanes[lane]!.queue.removeAll { $0 == item.key }
      if lanes[lane]!.queue.isEmpty { lanes[lane] = nil }
    }
    return gone
  }

  private mutating func keepFlights() {
    items = items.filter { $0.value.isInFlight }
    lanes = [:]
    for item in items.values where !item.isBeside {
      lanes[item.event.conversationID] = WebhookLane(queue: [item.key], state: .flying)
    }
    turns = []
    alarms = Heap()
  }
}
