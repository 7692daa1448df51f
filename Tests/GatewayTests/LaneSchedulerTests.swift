import Connectors
import Foundation
import Model
import Store
import Testing

@testable import Gateway

@Suite struct LaneSchedulerTests {
  static let time = Timestamp(microseconds: 1_800_000_000_000_000)

  static func account(
    _ name: String = "echo", inFlight: Int = 4, rate: Double? = nil, threshold: Int = 5
  ) -> ChannelAccountConfiguration {
    ChannelAccountConfiguration(
      name: name, plugin: "echo", limits: SendLimits(messagesPerSecond: rate, burst: 1, maxInFlight: inFlight),
      breaker: .init(failureThreshold: threshold, openFor: .seconds(60)))
  }

  static func conversation(_ number: UInt8) -> ConversationID {
    ConversationID(UUID(uuid: (number, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1)))
  }

  static func item(_ queueID: Int64, conversation number: UInt8 = 1, account: String = "echo") -> LaneItem {
    let delivery = Delivery(
      key: DeliveryKey(conversationID: conversation(number), sequenceNumber: queueID, ordinal: 0),
      recipient: "bruno", channel: "echo", account: account, address: "1", status: .pending)
    let owned = OwnedDelivery(
      delivery: delivery, clientID: ClientID(UUID()), messageID: "m\(queueID)", partition: Int16(number % 4),
      queueID: queueID)
    return LaneItem(owned: owned, text: "hello", sender: "ana", createdAt: time)
  }

  /// The places in the queue of what leaves now.
  static func leaving(_ scheduler: inout LaneScheduler, _ now: ContinuousClock.Instant) -> [Int64] {
    scheduler.departures(at: now).departures.map(\.item.queueID).sorted()
  }

  static let ok = SendResult(code: 0, remoteID: "r")

  @Test func oneItemOfALaneIsUnderWayAtATime() {
    let now = ContinuousClock.now
    var scheduler = LaneScheduler(accounts: [Self.account()], at: now)
    scheduler.add([Self.item(1), Self.item(2)])
    let first = scheduler.departures(at: now).departures
    #expect(first.map(\.item.queueID) == [1])
    #expect(Self.leaving(&scheduler, now).isEmpty)
    _ = scheduler.answered(first[0].item.lane, Self.ok, pass: first[0].pass, at: now)
    #expect(Self.leaving(&scheduler, now).isEmpty, "not before the answer is written down")
    scheduler.settle(first[0].item.lane, .done)
    #expect(Self.leaving(&scheduler, now) == [2])
  }

  @Test func aNewAccountIsLoadedAndARemovedOneLeftInTheDatabase() {
    let now = ContinuousClock.now
    var scheduler = LaneScheduler(accounts: [Self.account()], at: now)
    scheduler.add([Self.item(1), Self.item(2, conversation: 2)])
    let busy = scheduler.departures(at: now).departures
    scheduler.adopt([Self.account("other")], partitions: [1], at: now)
    #expect(scheduler.accountNames == ["other"])
    #expect(scheduler.wanted().cursors.map(\.account) == ["other"])
    for departure in busy {
      _ = scheduler.answered(departure.item.lane, Self.ok, pass: departure.pass, at: now)
      scheduler.settle(departure.item.lane, .done)
    }
    scheduler.add([Self.item(3)])
    #expect(Self.leaving(&scheduler, now).isEmpty)
  }

  @Test func otherLimitsHoldAtOnceAndWhatIsInFlightCounts() {
    let now = ContinuousClock.now
    var scheduler = LaneScheduler(accounts: [Self.account(inFlight: 1)], at: now)
    scheduler.add((1...4).map { Self.item(Int64($0), conversation: UInt8($0)) })
    #expect(Self.leaving(&scheduler, now) == [1])
    scheduler.adopt([Self.account(inFlight: 3)], partitions: [], at: now)
    #expect(Self.leaving(&scheduler, now) == [2, 3])
  }

  @Test func lanesDoNotWaitForEachOtherWithinTheAccountsLimit() {
    let now = ContinuousClock.now
    var scheduler = LaneScheduler(accounts: [Self.account(inFlight: 2)], at: now)
    scheduler.add((1...3).map { Self.item(Int64($0), conversation: UInt8($0)) })
    #expect(Self.leaving(&scheduler, now) == [1, 2])
  }

  @Test func aRetryHoldsItsLaneAndNoOther() {
    let now = ContinuousClock.now
    var scheduler = LaneScheduler(accounts: [Self.account()], at: now)
    scheduler.add([Self.item(1), Self.item(2), Self.item(3, conversation: 2)])
    let departures = scheduler.departures(at: now).departures
    let held = departures.first { $0.item.queueID == 1 }!
    _ = scheduler.answered(held.item.lane, SendResult(code: 100), pass: held.pass, at: now)
    scheduler.settle(held.item.lane, .again(held.item.owned, at: now + .seconds(2)))
    let (none, next) = scheduler.departures(at: now)
    #expect(none.isEmpty)
    #expect(next == now + .seconds(2))
    #expect(Self.leaving(&scheduler, now + .seconds(2)) == [1])
  }

  @Test func anOpenBreakerHoldsItsAccountAndNoOther() {
    let now = ContinuousClock.now
    var scheduler = LaneScheduler(accounts: [Self.account(threshold: 1), Self.account("other")], at: now)
    scheduler.add([Self.item(1), Self.item(2, conversation: 2), Self.item(3, conversation: 3, account: "other")])
    var departures = scheduler.departures(at: now).departures
    #expect(departures.count == 3)
    let failing = departures.removeFirst { $0.item.queueID == 1 }
    let hasOpened = scheduler.answered(failing.item.lane, SendResult(code: 100), pass: failing.pass, at: now)
    #expect(hasOpened)
    scheduler.settle(failing.item.lane, .again(failing.item.owned, at: now))
    scheduler.add([Self.item(4, conversation: 4), Self.item(5, conversation: 5, account: "other")])
    let (later, next) = scheduler.departures(at: now)
    #expect(later.map(\.item.queueID) == [5])
    #expect(next == now + .seconds(60))
    #expect(Self.leaving(&scheduler, now + .seconds(60)).count == 1, "one probe")
  }

  @Test func aRateLimitSpacesDepartures() {
    let now = ContinuousClock.now
    var scheduler = LaneScheduler(accounts: [Self.account(rate: 1)], at: now)
    scheduler.add((1...3).map { Self.item(Int64($0), conversation: UInt8($0)) })
    #expect(Self.leaving(&scheduler, now).count == 1)
    #expect(Self.leaving(&scheduler, now + .milliseconds(500)).isEmpty)
    #expect(Self.leaving(&scheduler, now + .milliseconds(1100)).count == 1)
  }

  @Test func drainingBeginsNothingNewAndFinishesWhatIsUnderWay() {
    let now = ContinuousClock.now
    var scheduler = LaneScheduler(accounts: [Self.account()], at: now)
    scheduler.add([Self.item(1), Self.item(2)])
    let departure = scheduler.departures(at: now).departures[0]
    scheduler.drain(1)
    #expect(scheduler.isBusy(1))
    _ = scheduler.answered(departure.item.lane, Self.ok, pass: departure.pass, at: now)
    scheduler.settle(departure.item.lane, .done)
    #expect(!scheduler.isBusy(1))
    #expect(Self.leaving(&scheduler, now).isEmpty)
    #expect(scheduler.load(of: "echo").queued == 0)
  }

  @Test func whatANewOwnerFindsFirstInALaneMayHaveBeenSent() {
    let now = ContinuousClock.now
    var scheduler = LaneScheduler(accounts: [Self.account()], at: now)
    scheduler.begin(1, doubtfulUntil: 3)
    let cursors = scheduler.wanted().cursors
    #expect(cursors == [.init(partition: 1, account: "echo", after: 0)])
    scheduler.loaded(
      [Self.item(2), Self.item(3), Self.item(7, conversation: 5)], from: cursors, limit: 100, now: Self.time, at: now)
    let departures = scheduler.departures(at: now).departures
    #expect(departures.first { $0.item.queueID == 2 }?.item.mayHaveBeenSent == true)
    #expect(departures.first { $0.item.queueID == 7 }?.item.mayHaveBeenSent == false)
    #expect(scheduler.wanted().cursors.isEmpty)
  }

  /// A model of the queue table drives the scheduler with random arrivals, answers, retries, losses of the partition and
  /// restarts. Whatever happens, each lane leaves in order, one at a time, and everything leaves in the end.
  @Test(arguments: 0..<40)
  func losesNothingAndKeepsEveryLaneInOrder(seed: UInt64) {
    var world = SchedulerWorld(seed: seed)
    for _ in 0..<600 { world.step() }
    world.finish()
    #expect(world.complaints == [])
    #expect(world.pending.isEmpty)
    #expect(world.scheduler.load(of: "echo").queued == 0)
    #expect(world.scheduler.load(of: "echo").inFlight == 0)
  }
}

extension Array {
  fileprivate mutating func removeFirst(where predicate: (Element) -> Bool) -> Element {
    remove(at: firstIndex(where: predicate)!)
  }
}
