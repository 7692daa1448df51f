import Model
import Store
import TestSupport
import Testing

@testable import Webhooks

struct WebhookSchedulerTests {
  @Test func oneEventOfALaneIsInFlightAtATime() {
    var world = SchedulerWorld()
    let webhook = world.addWebhook()
    let events = [world.enter(1), world.enter(1), world.enter(1)]
    let other = world.enter(2)
    world.read()
    world.depart()
    #expect(Set(world.flights.map(\.item.key)) == [events[0], other])
    world.settle()
    #expect(world.taken[webhook]!.filter { $0 != other } == events)
    #expect(world.cursors.values.reduce(0, +) == 4)
  }

  @Test func followsTheSchedule() {
    var world = SchedulerWorld()
    _ = world.addWebhook(schedule: [0, 5, 100])
    world.enter(1)
    world.read()
    world.depart()
    var at: [Timestamp] = []
    for _ in 0..<3 {
      #expect(world.flights.count == 1)
      at.append(world.now)
      world.answer(0, .init(status: 500))
      world.write()
      if let next = world.scheduler.nextInstant { world.advance(next.duration(since: world.now)) }
      world.depart()
    }
    #expect(at[1].duration(since: at[0]) == .seconds(5))
    #expect(at[2].duration(since: at[1]) == .seconds(100))
    #expect(world.written.map(\.outcome) == [.failed, .failed, .exhausted])
    #expect(world.written.map(\.number) == [1, 2, 3])
    #expect(world.isSettled)
  }

  @Test func aFailingEventHoldsItsLaneUntilTheHoldIsOver() {
    var world = SchedulerWorld(partitions: 1)
    let webhook = world.addWebhook(schedule: [0, 60, 600, 600])
    let stuck = world.enter(1)
    let next = world.enter(1)
    let free = world.enter(2)
    world.read()
    world.depart()
    world.answer(world.flights.firstIndex { $0.item.key == free }!)
    world.answer(0, .init(status: 500))
    world.write()
    // Tried again at 60 s, in vain; held until 300 s.
    world.advance(.seconds(59))
    world.depart()
    #expect(world.flights.isEmpty)
    world.advance(.seconds(1))
    world.depart()
    #expect(world.flights.map(\.item.key) == [stuck])
    world.answer(0, .init(status: 500))
    world.write()
    world.advance(.seconds(239))
    world.depart()
    #expect(world.flights.isEmpty)
    world.advance(.seconds(1))
    world.depart()
    #expect(world.flights.map(\.item.key) == [next])
    world.answer(0)
    world.write()
    #expect(world.rows.values.map(\.isBeside) == [true])
    // It goes on beside the lane, by its schedule.
    world.settle()
    #expect(world.taken[webhook] == [free, next, stuck])
    #expect(world.isSettled)
  }

  @Test func aHangingEndpointLeavesTheOthersTheirPlaces() {
    var limits = WebhookLimits()
    limits.inFlight = 16
    limits.inFlightPerEndpoint = 16
    var world = SchedulerWorld(limits: limits)
    let hanging = world.addWebhook()
    let good = world.addWebhook()
    for conversation in 0..<100 { world.enter(conversation) }
    world.read(limit: 1000)
    // The hanging one never answers.
    for _ in 0..<300 {
      world.depart()
      guard let index = world.flights.firstIndex(where: { $0.webhook.webhookID == good }) else { break }
      world.answer(index)
    }
    #expect(world.taken[good]?.count == 100)
    #expect(world.flights.allSatisfy { $0.webhook.webhookID == hanging })
    #expect(world.flights.count <= 8)
  }

  @Test func fewerMayLeaveThanTheLimitsSay() {
    var world = SchedulerWorld()
    let endpoints = [world.addWebhook(), world.addWebhook()]
    for conversation in 0..<100 { world.enter(conversation) }
    world.read(limit: 1000)
    #expect(world.scheduler.departures(upTo: -3).isEmpty)
    #expect(Set(world.scheduler.departures(upTo: 9).map(\.webhook.webhookID)) == Set(endpoints))
    #expect(world.scheduler.inFlight <= 9)
    #expect(world.scheduler.departures(upTo: 9).isEmpty)
    _ = world.scheduler.departures()
    #expect(world.scheduler.inFlight > 100)
  }

  @Test func fewAreUnwrittenSoonAfterTheStart() {
    #expect(UnwrittenLimit.after(.zero) == 16)
    #expect(UnwrittenLimit.after(.milliseconds(500)) == 32)
    #expect(UnwrittenLimit.after(.seconds(10)) == 336)
    #expect(UnwrittenLimit.after(.seconds(86_400)) == 8192)
  }

  @Test func timeOutsShrinkAnEndpointsWindow() {
    var world = SchedulerWorld()
    let webhook = world.addWebhook(schedule: [0, 3600])
    for conversation in 0..<100 { world.enter(conversation) }
    world.read(limit: 1000)
    world.depart()
    #expect(world.flights.count == 64)
    for _ in 0..<64 { world.answer(0, .init(status: nil, error: "timeout")) }
    world.depart()
    #expect(world.flights.count == 1)
    #expect(world.scheduler.queues[webhook]?.window == 1)
    world.answer(0)
    world.depart()
    #expect(world.flights.count == 2)
  }

  @Test func cursorsPassWhatHangs() {
    var world = SchedulerWorld(partitions: 1)
    _ = world.addWebhook()
    let good = world.addWebhook()
    world.enter(1)
    world.read()
    world.depart()
    world.answer(world.flights.firstIndex { $0.webhook.webhookID == good }!)
    world.write()
    #expect(world.cursors[0] == 0)
    world.advance(.milliseconds(250))
    world.write()
    #expect(world.cursors[0] == 1)
    #expect(world.rows.count == 1)
    // Killed now, the event is still told, and to nobody twice who has taken it.
    world.restart()
    world.settle()
    #expect(world.taken[good]?.count == 1)
    #expect(world.taken.values.map(\.count) == [1, 1])
    #expect(world.isSettled)
  }

  @Test func whatDoesNotFitWaitsInTheLog() {
    var limits = WebhookLimits()
    limits.queuedPerEndpoint = 10
    var world = SchedulerWorld(partitions: 1, limits: limits)
    let full = world.addWebhook(types: ["message.sent"])
    let good = world.addWebhook(types: ["message.read"])
    var expected: [EventKey] = []
    for conversation in 0..<100 { expected.append(world.enter(conversation % 3)) }
    let read = world.enter(1, type: "message.read")
    world.read(limit: 1000)
    #expect(world.scheduler.queues[full]?.count == 10)
    #expect(world.scheduler.queues[good]?.count == 1)
    world.write()
    #expect(world.catchups.count == 1)
    world.settle()
    #expect(Set(world.taken[full] ?? []) == Set(expected) && world.taken[full]?.count == 100)
    #expect(world.taken[good] == [read])
    #expect(world.isSettled)
  }

  @Test func goneDisablesAndEnablingCatchesUp() {
    var world = SchedulerWorld(partitions: 1)
    let webhook = world.addWebhook()
    let first = world.enter(1)
    let waiting = world.enter(1)
    world.read()
    world.depart()
    let told = world.answer(0, .init(status: 410))
    #expect(told?.disabled == .gone)
    let missed = world.enter(1)
    world.read()
    world.depart()
    world.write()
    #expect(world.flights.isEmpty)
    #expect(world.webhooks[webhook]?.disabledReason == .gone)
    // Also through a restart.
    world.restart()
    world.read()
    world.depart()
    #expect(world.flights.isEmpty)
    world.webhooks[webhook]!.disabledAt = nil
    world.change(webhook)
    // What is new meanwhile goes behind what waits.
    let last = world.enter(1)
    world.read()
    world.settle()
    #expect(world.taken[webhook] == [first, waiting, missed, last])
    #expect(world.isSettled)
  }

  @Test func fiveDaysOfNothingButFailureDisable() {
    var world = SchedulerWorld()
    let webhook = world.addWebhook(schedule: [0, 86_400, 86_400, 86_400, 86_400, 86_400, 86_400])
    world.enter(1)
    world.read()
    world.depart()
    var reasons: [Webhook.DisabledReason?] = []
    for _ in 0..<6 {
      #expect(world.flights.count == 1)
      reasons.append(world.answer(0, .init(status: 500))?.disabled)
      world.write()
      guard reasons.last == .some(nil) else { break }
      world.advance(.seconds(300))
      world.write()
      world.advance(.seconds(86_100))
      world.write()
      world.depart()
    }
    #expect(reasons == [nil, nil, nil, nil, nil, .failing])
    #expect(world.webhooks[webhook]?.failingSince != nil)
  }

  @Test func oneSuccessEndsTheFailing() {
    var world = SchedulerWorld()
    let webhook = world.addWebhook(schedule: [0, 100, 100])
    world.enter(1)
    world.read()
    world.depart()
    world.answer(0, .init(status: 500))
    world.write()
    world.advance(.seconds(100))
    world.depart()
    world.answer(0, .init(status: 500))
    world.write()
    #expect(world.webhooks[webhook]?.failingSince != nil)
    world.settle()
    #expect(world.webhooks[webhook]?.failingSince == nil)
  }

  @Test func aReplayTellsItsRangeAgainInOrder() {
    var world = SchedulerWorld(partitions: 1)
    let webhook = world.addWebhook()
    let keys = (0..<10).map { _ in
      world.now = world.now.advanced(by: .seconds(1))
      return world.enter(1)
    }
    world.settle()
    let since = world.log[0]![3].occurredAt
    let until = world.log[0]![7].occurredAt
    world.taken = [:]
    world.catchups[CatchupKey(partition: 0, webhookID: webhook, replay: 1)] = Catchup(
      position: 3, untilPosition: 7, since: since, until: until)
    world.scheduler.toLoad.insert(webhook)
    world.write()
    world.settle()
    #expect(world.taken[webhook] == Array(keys[3..<7]))
    #expect(world.isSettled)
  }

  @Test func aDeletedEndpointHoldsUpNothing() {
    var world = SchedulerWorld(partitions: 1)
    let webhook = world.addWebhook()
    world.enter(1)
    world.read()
    world.depart()
    world.change(webhook, isDeleted: true)
    world.webhooks[webhook] = nil
    world.answer(0)
    world.write()
    #expect(world.isSettled)
  }

  @Test func aHandedOverPartitionIsFoundAgainBehindItsCursor() {
    var world = SchedulerWorld(partitions: 1)
    let webhook = world.addWebhook()
    let keys = [world.enter(1), world.enter(1)]
    world.read()
    world.depart()
    world.scheduler.leave(0)
    world.answer(0)
    world.depart()
    world.write()
    #expect(world.flights.isEmpty)
    #expect(world.cursors[0] == 1)
    world.restart()
    world.settle()
    #expect(world.taken[webhook] == keys)
  }

  // MARK: At random

  @Test(arguments: 0..<40 as Range<UInt64>)
  func losesNothingAndKeepsTheOrderThroughCrashes(_ seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    var limits = WebhookLimits()
    limits.inFlight = 6
    limits.inFlightPerEndpoint = 4
    limits.queued = 40
    limits.queuedPerEndpoint = 12
    // So long that no event ever leaves its lane: the order must be perfect.
    limits.hold = .seconds(10_000_000)
    limits.disableAfter = .seconds(10_000_000)
    var world = SchedulerWorld(partitions: 3, limits: limits)
    let hooks = (0..<3).map { _ in world.addWebhook(schedule: Array(repeating: 1, count: 30_000)) }
    for _ in 0..<600 {
      switch Int.random(in: 0..<100, using: &generator) {
      case 0..<35: world.enter(Int.random(in: 0..<7, using: &generator))
      case 35..<50: world.read(limit: Int.random(in: 1...20, using: &generator))
      case 50..<65: world.depart()
      case 65..<85 where !world.flights.isEmpty:
        let index = Int.random(in: 0..<world.flights.count, using: &generator)
        // The first endpoint fails often, and now and then says that it is gone.
        let isFirst = world.flights[index].webhook.webhookID == hooks[0]
        let die = Int.random(in: 0..<20, using: &generator)
        let status = isFirst ? (die == 0 ? 410 : die < 8 ? 500 : 204) : 204
        world.answer(index, .init(status: status))
      case 85..<93: world.write()
      case 93..<97: world.advance(.milliseconds(Int.random(in: 1...2000, using: &generator)))
      case 97: world.restart()
      case 98:
        world.write()
        if world.webhooks[hooks[0]]!.disabledAt != nil {
          world.webhooks[hooks[0]]!.disabledAt = nil
          world.change(hooks[0])
        }
      default: break
      }
      #expect(world.flights.count <= limits.inFlight)
      for hook in hooks {
        #expect(world.scheduler.queues[hook]!.count <= limits.queuedPerEndpoint + limits.queued)
        let flying = world.flights.filter { $0.webhook.webhookID == hook }.map(\.item.event.conversationID)
        #expect(Set(flying).count == flying.count, "two of one lane in flight")
      }
    }
    world.write()
    for hook in hooks where world.webhooks[hook]!.disabledAt != nil {
      world.webhooks[hook]!.disabledAt = nil
      world.change(hook)
    }
    world.settle(3000, step: .seconds(2))
    let isSettled = world.isSettled
    #expect(isSettled)
    for hook in hooks {
      var seen: Set<EventKey> = []
      let once = (world.taken[hook] ?? []).filter { seen.insert($0).inserted }
      #expect(once.count == world.log.values.reduce(0) { $0 + $1.count }, "lost")
      var last: [ConversationID: Int64] = [:]
      for key in once {
        let conversation = world.log[key.partition]![Int(key.position) - 1].conversationID
        #expect(last[conversation, default: 0] < key.position, "out of order")
        last[conversation] = key.position
      }
    }
  }

  @Test(arguments: 0..<20 as Range<UInt64>)
  func toldOnceWithoutCrashes(_ seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    var world = SchedulerWorld(partitions: 2)
    let hook = world.addWebhook()
    for _ in 0..<300 {
      switch Int.random(in: 0..<5, using: &generator) {
      case 0: world.enter(Int.random(in: 0..<5, using: &generator))
      case 1: world.read(limit: Int.random(in: 1...5, using: &generator))
      case 2: world.depart()
      case 3 where !world.flights.isEmpty: world.answer(Int.random(in: 0..<world.flights.count, using: &generator))
      default:
        world.write()
        world.advance(.milliseconds(100))
      }
    }
    world.settle()
    #expect(world.posts.values.allSatisfy { $0 == 1 })
    #expect(world.taken[hook]?.count == world.log.values.reduce(0) { $0 + $1.count })
  }
}
