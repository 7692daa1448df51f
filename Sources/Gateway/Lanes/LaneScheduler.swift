import Connectors
import DequeModule
import HeapModule
import Model
import Store

/// Which delivery goes to its connector next: a value without I/O, moved by the owner of the partitions.
///
/// Memory is bounded twice. A lane keeps ``Lane/capacity`` items and an account ``Limits``; what is beyond stays in the
/// database, and the account *overflows* in that partition: from a place in the queue on, deliveries are loaded from
/// there instead of being taken over when they are planned. A new owner begins with every account overflowing from the
/// start of the queue, so taking over and catching up are the same thing.
struct LaneScheduler {
  typealias Instant = ContinuousClock.Instant

  /// What one account may keep in memory.
  struct Limits: Sendable {
    var items = 10_000
    var bytes = 32 << 20
  }

  /// A delivery that leaves now.
  struct Departure: Sendable {
    var item: LaneItem
    var pass: CircuitBreaker.Pass
  }

  /// What becomes of a lane's first item once its answer has been written down.
  enum Settlement: Sendable {
    /// It has left the lane.
    case done
    /// It is tried again, as it is stored now.
    case again(OwnedDelivery, at: Instant)
  }

  /// From where on the deliveries of a partition have to be loaded.
  struct Overflow: Equatable {
    var after: Int64
    /// Deliveries up to this place may have been sent by an owner that could not say so.
    var doubtfulUntil: Int64
  }

  /// A place in the queue of one partition and account behind which deliveries have to be loaded.
  struct Cursor: Hashable {
    struct Place: Hashable {
      var partition: Int16
      var account: String
    }

    var partition: Int16
    var account: String
    var after: Int64

    var place: Place { Place(partition: partition, account: account) }
  }

  private struct Account {
    var gate: AccountGate
    var ready: Deque<LaneKey> = []
    var items = 0
    var bytes = 0
    var overflow: [Int16: Overflow] = [:]
  }

  private struct Alarm: Comparable {
    var at: Instant
    var lane: LaneKey

    static func < (left: Alarm, right: Alarm) -> Bool { left.at < right.at }
    static func == (left: Alarm, right: Alarm) -> Bool { left.at == right.at }
  }

  private let limits: Limits
  private var accounts: [String: Account] = [:]
  var lanes: [LaneKey: Lane] = [:]
  private var alarms = Heap<Alarm>()
  private var draining: Set<Int16> = []
  /// Lanes whose first item was with its connector when their recipient got another id, by the name that its answer knows.
  var renamed: [LaneKey: LaneKey] = [:]

  init(accounts: [ChannelAccountConfiguration], limits: Limits = Limits(), at now: Instant) {
    self.limits = limits
    for account in accounts {
      self.accounts[account.name] = Account(
        gate: AccountGate(limits: account.limits, breaker: account.breaker, at: now))
    }
  }

  /// Changes the accounts. What waits of one that is no more stays in the database; what waits there of a new one is
  /// loaded for `partitions`.
  mutating func adopt(_ configurations: [ChannelAccountConfiguration], partitions: [Int16], at now: Instant) {
    let names = Set(configurations.map(\.name))
    for (key, lane) in lanes where !names.contains(key.account) { abandon(key, lane) }
    for name in accounts.keys where !names.contains(name) { accounts[name] = nil }
    for configuration in configurations {
      guard accounts[configuration.name] == nil else {
        accounts[configuration.name]!.gate.adopt(limits: configuration.limits, breaker: configuration.breaker, at: now)
        continue
      }
      var account = Account(gate: AccountGate(limits: configuration.limits, breaker: configuration.breaker, at: now))
      for partition in partitions { account.overflow[partition] = Overflow(after: 0, doubtfulUntil: 0) }
      accounts[configuration.name] = account
    }
  }

  // MARK: Partitions

  /// Begins to work on a partition: everything that is due in it has to be loaded.
  mutating func begin(_ partition: Int16, doubtfulUntil: Int64) {
    for name in accounts.keys {
      accounts[name]!.overflow[partition] = Overflow(after: 0, doubtfulUntil: doubtfulUntil)
    }
  }

  /// Begins nothing new in a partition; what is with a connector may still be settled.
  mutating func drain(_ partition: Int16) {
    draining.insert(partition)
    for (key, lane) in lanes where lane.partition == partition && lane.phase != .busy { abandon(key, lane) }
    for name in accounts.keys { accounts[name]!.overflow[partition] = nil }
  }

  /// Has the deliveries of an account behind a place in the queue loaded, which others than new messages brought there.
  mutating func load(partition: Int16, account: String, after: Int64) {
    guard accounts[account] != nil, !draining.contains(partition) else { return }
    let overflow = accounts[account]!.overflow[partition]
    accounts[account]!.overflow[partition] = Overflow(
      after: min(overflow?.after ?? .max, after), doubtfulUntil: overflow?.doubtfulUntil ?? 0)
  }

  /// Forgets a partition. Items that are with a connector are answered into the void.
  mutating func end(_ partition: Int16) {
    drain(partition)
    draining.remove(partition)
    for (key, lane) in lanes where lane.partition == partition { abandon(key, lane) }
  }

  /// Begins a partition anew after its stored state became uncertain; what is with a connector stays there.
  mutating func restart(_ partition: Int16) {
    for (key, var lane) in lanes where lane.partition == partition {
      let kept = lane.phase == .busy ? 1 : 0
      for item in lane.items.dropFirst(kept) { forget(item) }
      lane.items.removeLast(lane.items.count - kept)
      lane.hasSpilled = false
      lane.lastQueueID = lane.items.first?.queueID ?? 0
      lanes[key] = kept == 0 ? nil : lane
    }
    begin(partition, doubtfulUntil: 0)
  }

  /// Whether anything of the partition is with a connector or about to be written down.
  func isBusy(_ partition: Int16) -> Bool {
    lanes.values.contains { $0.partition == partition && $0.phase == .busy && !$0.isOrphaned }
  }

  private mutating func abandon(_ key: LaneKey, _ lane: Lane) {
    for item in lane.items { forget(item) }
    if lane.phase == .busy {
      lanes[key]!.isOrphaned = true
      lanes[key]!.items = []
    } else {
      lanes[key] = nil
    }
  }

  // MARK: Items

  /// Takes over deliveries that were just planned. Those of accounts that overflow are left to be loaded.
  mutating func add(_ items: [LaneItem]) {
    for item in items {
      switch room(for: item) {
      case .enough: append(item)
      case .none:
        accounts[item.delivery.account]!.overflow[item.partition] = Overflow(after: item.queueID - 1, doubtfulUntil: 0)
      case .later: break
      }
    }
  }

  private enum Room { case enough, none, later }

  /// A function of its own, so that nobody holds a copy of the account, with all its lanes, while the item is appended.
  private func room(for item: LaneItem) -> Room {
    guard let account = accounts[item.delivery.account], account.overflow[item.partition] == nil else { return .later }
    return account.items < limits.items && account.bytes < limits.bytes ? .enough : .none
  }

  /// From where to load, for accounts with room; lanes that have spilled take nothing yet and are passed over.
  func wanted() -> (cursors: [Cursor], excluded: [LaneKey]) {
    var cursors: [Cursor] = []
    for (name, account) in accounts where !account.overflow.isEmpty {
      guard account.items < limits.items / 2, account.bytes < limits.bytes / 2 else { continue }
      cursors += account.overflow.map { Cursor(partition: $0.key, account: name, after: $0.value.after) }
    }
    guard !cursors.isEmpty else { return ([], []) }
    return (cursors, lanes.filter { $0.value.hasSpilled }.map(\.key))
  }

  /// Takes over what was loaded from `cursors`, at most `limit` for each, in the order of the queue.
  mutating func loaded(
    _ items: [LaneItem], from cursors: [Cursor], limit: Int, now: Timestamp, at instant: Instant
  ) {
    var counts: [Cursor: Int] = [:]
    let places = Dictionary(cursors.map { ($0.place, $0) }) { first, _ in first }
    for var item in items {
      guard let cursor = places[Cursor.Place(partition: item.partition, account: item.delivery.account)],
        let overflow = accounts[cursor.account]?.overflow[cursor.partition]
      else { continue }
      counts[cursor, default: 0] += 1
      if let time = item.delivery.nextAttemptAt, time > now { item.notBefore = instant + time.duration(since: now) }
      item.mayHaveBeenSent = lanes[item.lane] == nil && item.queueID <= overflow.doubtfulUntil
      append(item)
      accounts[cursor.account]!.overflow[cursor.partition]!.after = item.queueID
    }
    for cursor in cursors where counts[cursor, default: 0] < limit {
      accounts[cursor.account]?.overflow[cursor.partition] = nil
    }
  }

  private mutating func append(_ item: LaneItem) {
    let key = item.lane
    // Lanes are changed where they stand: a copy taken out would have its items copied with the first change.
    guard !draining.contains(item.partition),
      lanes[key, default: Lane(partition: item.partition)].append(item)
    else { return }
    accounts[key.account]!.items += 1
    accounts[key.account]!.bytes += item.size
    if lanes[key]!.phase == .idle { wake(key) }
  }

  /// A lane that has spilled and is half empty again gets the rest from the database.
  private mutating func refill(_ key: LaneKey) {
    guard let lane = lanes[key], lane.hasSpilled, lane.items.count <= Lane.capacity / 2 else { return }
    lanes[key]!.hasSpilled = false
    load(partition: lane.partition, account: key.account, after: lane.lastQueueID)
  }

  private mutating func forget(_ item: LaneItem) {
    accounts[item.delivery.account]!.items -= 1
    accounts[item.delivery.account]!.bytes -= item.size
  }

  /// Takes a delivery out that has ended by itself, for example by expiry.
  mutating func discard(_ delivery: OwnedDelivery) {
    let key = LaneKey(delivery)
    guard var lane = lanes[key],
      let index = lane.items.firstIndex(where: { $0.delivery.key == delivery.delivery.key }),
      !(index == 0 && lane.phase == .busy)
    else { return }
    forget(lane.items[index])
    lane.items.remove(at: index)
    lanes[key] = lane
    refill(key)
    if lane.items.isEmpty || (index == 0 && lane.phase == .resting) { wake(key) }
  }

  /// Puts a lane where its first item belongs: with the ready ones, or to rest until its time.
  mutating func wake(_ key: LaneKey) {
    guard let lane = lanes[key] else { return }
    if draining.contains(lane.partition) {
      abandon(key, lane)
    } else if let first = lane.items.first {
      if let time = first.notBefore {
        lanes[key]!.phase = .resting
        alarms.insert(Alarm(at: time, lane: key))
      } else {
        lanes[key]!.phase = .ready
        accounts[key.account]!.ready.append(key)
      }
    } else {
      lanes[key] = nil
    }
  }

  // MARK: Departures

  /// Everything that may leave now, and when to ask again without being told (nil for not before something happens).
  mutating func departures(at now: Instant) -> (departures: [Departure], next: Instant?) {
    while let alarm = alarms.min, alarm.at <= now {
      alarms.removeMin()
      guard let lane = lanes[alarm.lane], lane.phase == .resting, var first = lane.items.first,
        let time = first.notBefore, time <= now
      else { continue }
      first.notBefore = nil
      lanes[alarm.lane]!.items[0] = first
      wake(alarm.lane)
    }
    var departures: [Departure] = []
    var next = alarms.min?.at
    for name in accounts.keys {
      admission: while let key = accounts[name]!.ready.first {
        guard let lane = lanes[key], lane.phase == .ready, let item = lane.items.first else {
          accounts[name]!.ready.removeFirst()
          continue
        }
        switch accounts[name]!.gate.admit(at: now) {
        case .go(let pass):
          accounts[name]!.ready.removeFirst()
          lanes[key]!.phase = .busy
          departures.append(Departure(item: item, pass: pass))
        case .wait(let until):
          if let until { next = next.map { min($0, until) } ?? until }
          break admission
        }
      }
    }
    return (departures, next)
  }

  /// A connector has answered; the lane goes on once the answer is written down (``settle(_:_:at:)``).
  ///
  /// - Returns: Whether the account's circuit breaker opened or closed.
  mutating func answered(
    _ lane: LaneKey, _ result: SendResult, pass: CircuitBreaker.Pass, at now: Instant
  ) -> Bool {
    accounts[lane.account]?.gate.answered(result, pass: pass, at: now) ?? false
  }

  /// The answer of a lane's first item has been written down.
  mutating func settle(_ key: LaneKey, _ settlement: Settlement) {
    let key = renamed.removeValue(forKey: key) ?? key
    guard lanes[key]?.phase == .busy else { return }
    guard !lanes[key]!.isOrphaned, !lanes[key]!.items.isEmpty else {
      lanes[key] = nil
      return
    }
    switch settlement {
    case .done: forget(lanes[key]!.items.removeFirst())
    case .again(var owned, let time):
      owned.delivery.recipient = key.recipient
      lanes[key]!.items[0].owned = owned
      lanes[key]!.items[0].notBefore = time
    }
    lanes[key]!.phase = .idle
    refill(key)
    wake(key)
  }

  // MARK: Figures

  /// Deliveries in memory, and those with a connector, by account.
  func load(of account: String) -> (queued: Int, inFlight: Int) {
    guard let account = accounts[account] else { return (0, 0) }
    return (account.items, account.gate.inFlight)
  }

  func breakerState(of account: String, at now: Instant) -> CircuitBreaker.State {
    accounts[account]?.gate.breaker.state(at: now) ?? .closed
  }

  var accountNames: [String] { accounts.keys.sorted() }
}
