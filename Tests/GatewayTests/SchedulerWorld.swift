import Connectors
import Model
import Store
import TestSupport

@testable import Gateway

/// A queue table, a connector and a clock, all simulated, around a scheduler with very little memory.
struct SchedulerWorld {
  private(set) var scheduler: LaneScheduler
  /// What the database would call pending, by place in the queue.
  private(set) var pending: [Int64: LaneItem] = [:]
  /// The same by lane and by partition, in the order of the queue.
  private var lanes: [LaneKey: [Int64]] = [:]
  private var partitions: [Int16: [Int64]] = [:]
  private(set) var complaints: [String] = []

  private var generator: SeededGenerator
  private var now = ContinuousClock.now
  private var nextQueueID: Int64 = 1
  private var underWay: [LaneScheduler.Departure] = []
  private var lastDone: [LaneKey: Int64] = [:]
  private let limits = LaneScheduler.Limits(items: 40, bytes: 1 << 20)
  private static let loadLimit = 7

  init(seed: UInt64) {
    generator = SeededGenerator(seed: seed)
    scheduler = LaneScheduler(accounts: [LaneSchedulerTests.account(inFlight: 5)], limits: limits, at: now)
    for partition in Int16(0)..<4 { scheduler.begin(partition, doubtfulUntil: 0) }
  }

  mutating func step() {
    switch Int.random(in: 0..<100, using: &generator) {
    case 0..<35: arrive(Int.random(in: 1...12, using: &generator))
    case 35..<80: answer()
    case 80..<92: load()
    case 92..<95: lose(Int16.random(in: 0..<4, using: &generator))
    case 95..<97: restart(Int16.random(in: 0..<4, using: &generator))
    default: now += .milliseconds(Int.random(in: 1...3000, using: &generator))
    }
    depart()
  }

  /// Lets everything that is left leave.
  mutating func finish() {
    for _ in 0..<100_000 where !pending.isEmpty || !underWay.isEmpty {
      load()
      depart()
      answer()
      now += .milliseconds(50)
    }
  }

  private mutating func arrive(_ count: Int) {
    var items: [LaneItem] = []
    // One conversation gets half of the traffic, so that its lane spills.
    for _ in 0..<count {
      let conversation = Bool.random(using: &generator) ? 1 : UInt8.random(in: 2...20, using: &generator)
      let item = LaneSchedulerTests.item(nextQueueID, conversation: conversation)
      nextQueueID += 1
      pending[item.queueID] = item
      lanes[item.lane, default: []].append(item.queueID)
      partitions[item.partition, default: []].append(item.queueID)
      items.append(item)
    }
    scheduler.add(items)
  }

  private mutating func depart() {
    for departure in scheduler.departures(at: now).departures {
      let item = departure.item
      if pending[item.queueID] == nil { complaints.append("\(item.queueID) left though it was done") }
      if underWay.contains(where: { $0.item.lane == item.lane }) { complaints.append("two of a lane at once") }
      if let first = lanes[item.lane]?.first, first < item.queueID {
        complaints.append("\(item.queueID) overtook one of its lane")
      }
      if lastDone[item.lane, default: 0] >= item.queueID { complaints.append("\(item.queueID) went back") }
      underWay.append(departure)
    }
    if scheduler.load(of: "echo").queued > limits.items * 3 { complaints.append("memory is not bounded") }
  }

  private mutating func answer() {
    guard !underWay.isEmpty else { return }
    let departure = underWay.remove(at: Int.random(in: 0..<underWay.count, using: &generator))
    let item = departure.item
    let fails = Int.random(in: 0..<10, using: &generator) == 0
    // A permanent failure keeps the circuit breaker out of this.
    _ = scheduler.answered(item.lane, SendResult(code: 0), pass: departure.pass, at: now)
    if fails {
      scheduler.settle(item.lane, .again(item.owned, at: now + .seconds(1)))
    } else {
      pending[item.queueID] = nil
      lanes[item.lane]?.removeAll { $0 == item.queueID }
      partitions[item.partition]?.removeAll { $0 == item.queueID }
      lastDone[item.lane] = item.queueID
      scheduler.settle(item.lane, .done)
    }
  }

  private mutating func load() {
    let (cursors, excluded) = scheduler.wanted()
    guard !cursors.isEmpty else { return }
    var items: [LaneItem] = []
    for cursor in cursors {
      var left = Self.loadLimit
      for id in partitions[cursor.partition] ?? [] where id > cursor.after && left > 0 {
        guard let item = pending[id], !excluded.contains(item.lane) else { continue }
        items.append(item)
        left -= 1
      }
    }
    scheduler.loaded(items, from: cursors, limit: Self.loadLimit, now: LaneSchedulerTests.time, at: now)
  }

  /// The lease of a partition goes and comes back; what was under way is answered before.
  private mutating func lose(_ partition: Int16) {
    while let index = underWay.firstIndex(where: { $0.item.partition == partition }) {
      let departure = underWay.remove(at: index)
      _ = scheduler.answered(departure.item.lane, SendResult(code: 0), pass: departure.pass, at: now)
      scheduler.settle(departure.item.lane, .again(departure.item.owned, at: now))
    }
    scheduler.end(partition)
    scheduler.begin(partition, doubtfulUntil: nextQueueID)
  }

  private mutating func restart(_ partition: Int16) {
    scheduler.restart(partition)
  }
}
