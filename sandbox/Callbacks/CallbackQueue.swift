import DequeModule
import HeapModule

/// The callbacks that a platform has yet to deliver to one webhook; a value without I/O.
///
/// In order within a lane, lanes in parallel up to a limit. A delivery that fails is sent again with the same contents
/// after the schedule's delay, and holds up its lanes until then; it is dropped when it has become too old.
struct CallbackQueue<Content: Sendable>: Sendable {
  struct Settings: Sendable {
    var schedule: RedeliverySchedule
    /// POSTs under way at once.
    var maxInFlight: Int
    /// Contents of one POST.
    var batch: Int
    /// Contents that wait or are under way; more are refused.
    var capacity = 200_000
    /// What the schedule's delays are multiplied with; below 1 for tests in a hurry.
    var pace = 1.0
  }

  private struct Entry: Sendable {
    var content: Content
    var createdAt: Moment
    var dueAt: Moment
  }

  private struct LaneState: Sendable {
    var entries: Deque<Entry> = []
    /// Whether a delivery holds it, or the heap will wake it, or it stands in `ready`.
    var isTaken = false
  }

  private struct Wake: Comparable, Sendable {
    enum What: Sendable {
      case lane(CallbackLane)
      case delivery(Int64)
    }
    var at: Moment
    var order: Int64
    var what: What

    static func < (left: Wake, right: Wake) -> Bool { (left.at, left.order) < (right.at, right.order) }
    static func == (left: Wake, right: Wake) -> Bool { left.order == right.order }
  }

  var settings: Settings
  private var lanes: [CallbackLane: LaneState] = [:]
  private var ready: Deque<CallbackLane> = []
  private var overdue: Deque<Int64> = []
  private var wakes = Heap<Wake>()
  private var deliveries: [Int64: CallbackDelivery<Content>] = [:]
  private var nextNumber: Int64 = 1
  private var inFlight: Set<Int64> = []
  /// Contents that wait or are under way.
  private(set) var pending = 0

  init(_ settings: Settings) {
    self.settings = settings
  }

  /// Whether nothing more is taken.
  var isFull: Bool { pending >= settings.capacity }

  /// When ``next(now:)`` has more to give although nothing is added or finished; nil for never.
  var nextWake: Moment? { wakes.min?.at }

  /// Adds what happened; false where the queue is full.
  ///
  /// - Parameter lane: the lane that it must stay in order with; nil for one of its own.
  mutating func add(_ content: Content, lane: CallbackLane?, now: Moment, dueAt: Moment? = nil) -> Bool {
    guard !isFull else { return false }
    pending += 1
    let lane = lane ?? .alone(takeNumber())
    lanes[lane, default: LaneState()].entries.append(Entry(content: content, createdAt: now, dueAt: dueAt ?? now))
    offer(lane, now: now)
    return true
  }

  /// The next delivery to attempt; nil where there is none now or enough are under way.
  mutating func next(now: Moment) -> CallbackDelivery<Content>? {
    wake(now: now)
    guard inFlight.count < settings.maxInFlight else { return nil }
    while let id = overdue.popFirst() {
      guard deliveries[id] != nil else { continue }
      return begin(id)
    }
    var delivery = CallbackDelivery<Content>(id: 0, contents: [], lanes: [], createdAt: now)
    while delivery.contents.count < settings.batch, let lane = ready.popFirst() {
      take(from: lane, into: &delivery, now: now)
    }
    guard !delivery.contents.isEmpty else { return nil }
    delivery.id = takeNumber()
    deliveries[delivery.id] = delivery
    return begin(delivery.id)
  }

  mutating func succeeded(_ id: Int64, now: Moment) {
    guard inFlight.remove(id) != nil, let delivery = deliveries.removeValue(forKey: id) else { return }
    release(delivery, now: now)
  }

  /// Returns the milliseconds until the next attempt; nil where the contents are too old and were dropped.
  @discardableResult
  mutating func failed(_ id: Int64, now: Moment, retryAfter: Int?, using random: inout SeededGenerator) -> Int64? {
    guard inFlight.remove(id) != nil, let delivery = deliveries[id] else { return nil }
    let delay = settings.schedule.delay(failures: delivery.attempts, retryAfter: retryAfter, using: &random)
    let paced = Int64(Double(delay) * settings.pace)
    guard now + paced - delivery.createdAt <= settings.schedule.lifetime else {
      deliveries[id] = nil
      release(delivery, now: now)
      return nil
    }
    if paced == 0 {
      overdue.append(id)
    } else {
      wakes.insert(Wake(at: now + paced, order: takeNumber(), what: .delivery(id)))
    }
    return paced
  }

  /// Forgets everything that waits and returns it, oldest lanes in no particular order; what is under way goes on.
  @discardableResult
  mutating func removeAll() -> [Content] {
    var removed = deliveries.values.filter { !inFlight.contains($0.id) }.sorted { $0.id < $1.id }.flatMap(\.contents)
    removed += lanes.values.flatMap { $0.entries.map(\.content) }
    deliveries = deliveries.filter { inFlight.contains($0.key) }
    let held = Set(deliveries.values.flatMap(\.lanes))
    lanes = lanes.filter { held.contains($0.key) }.mapValues { _ in LaneState(entries: [], isTaken: true) }
    ready = []
    overdue = []
    wakes = Heap()
    pending = deliveries.values.reduce(0) { $0 + $1.contents.count }
    return removed
  }

  private mutating func begin(_ id: Int64) -> CallbackDelivery<Content>? {
    inFlight.insert(id)
    deliveries[id]?.attempts += 1
    return deliveries[id]
  }

  private mutating func take(from lane: CallbackLane, into delivery: inout CallbackDelivery<Content>, now: Moment) {
    guard var state = lanes.removeValue(forKey: lane) else { return }
    while delivery.contents.count < settings.batch, let entry = state.entries.first, entry.dueAt <= now {
      state.entries.removeFirst()
      delivery.contents.append(entry.content)
      delivery.createdAt = min(delivery.createdAt, entry.createdAt)
    }
    lanes[lane] = state
    delivery.lanes.append(lane)
  }

  /// Gives a delivery's lanes free.
  private mutating func release(_ delivery: CallbackDelivery<Content>, now: Moment) {
    pending -= delivery.contents.count
    for lane in delivery.lanes {
      guard let state = lanes[lane] else { continue }
      if state.entries.isEmpty {
        lanes[lane] = nil
      } else {
        lanes[lane]?.isTaken = false
        offer(lane, now: now)
      }
    }
  }

  /// Puts a free lane where it will be found: among the ready ones, or into the heap until its first entry is due.
  private mutating func offer(_ lane: CallbackLane, now: Moment) {
    guard let state = lanes[lane], !state.isTaken, let first = state.entries.first else { return }
    lanes[lane]?.isTaken = true
    if first.dueAt <= now {
      ready.append(lane)
    } else {
      wakes.insert(Wake(at: first.dueAt, order: takeNumber(), what: .lane(lane)))
    }
  }

  private mutating func wake(now: Moment) {
    while let first = wakes.min, first.at <= now {
      _ = wakes.popMin()
      switch first.what {
      case .lane(let lane): ready.append(lane)
      case .delivery(let id): overdue.append(id)
      }
    }
  }

  private mutating func takeNumber() -> Int64 {
    nextNumber += 1
    return nextNumber - 1
  }
}
