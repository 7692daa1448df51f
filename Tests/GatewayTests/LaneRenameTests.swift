import Connectors
import Model
import Store
import Testing

@testable import Gateway

/// Lanes whose recipient turns out to be somebody else.
struct LaneRenameTests {
  private let start = ContinuousClock.now

  private func scheduler() -> LaneScheduler {
    LaneScheduler(accounts: [LaneSchedulerTests.account(inFlight: 5)], at: start)
  }

  @Test func whatIsWithTheConnectorKeepsItsLanesOrder() throws {
    var scheduler = scheduler()
    scheduler.add([LaneSchedulerTests.item(1), LaneSchedulerTests.item(2)])
    let first = try #require(scheduler.departures(at: start).departures.first)
    scheduler.rename("bruno", into: "bruna", in: LaneSchedulerTests.conversation(1))
    var late = LaneSchedulerTests.item(3)
    late.owned.delivery.recipient = "bruna"
    scheduler.add([late])
    // The first is still under way, under its former name.
    #expect(scheduler.departures(at: start).departures.isEmpty)
    _ = scheduler.answered(first.item.lane, SendResult(code: 0), pass: first.pass, at: start)
    scheduler.settle(first.item.lane, .again(first.item.owned, at: start))
    let again = try #require(scheduler.departures(at: start).departures.first)
    #expect(again.item.queueID == 1)
    #expect(again.item.delivery.recipient == "bruna")
    _ = scheduler.answered(again.item.lane, SendResult(code: 0), pass: again.pass, at: start)
    scheduler.settle(again.item.lane, .done)
    #expect(scheduler.departures(at: start).departures.map(\.item.queueID) == [2])
  }

  @Test func whatWaitsLeavesUnderTheNewName() {
    var scheduler = scheduler()
    scheduler.add([LaneSchedulerTests.item(1), LaneSchedulerTests.item(2, conversation: 2)])
    scheduler.rename("bruno", into: "bruna", in: LaneSchedulerTests.conversation(1))
    let names = Dictionary(
      uniqueKeysWithValues: scheduler.departures(at: start).departures.map {
        ($0.item.queueID, $0.item.delivery.recipient)
      })
    #expect(names == [1: "bruna", 2: "bruno"])
  }

  @Test func aRenameThereAndBackWhileSendingLosesNothing() throws {
    var scheduler = scheduler()
    scheduler.add([LaneSchedulerTests.item(1)])
    let first = try #require(scheduler.departures(at: start).departures.first)
    scheduler.rename("bruno", into: "bruna", in: LaneSchedulerTests.conversation(1))
    scheduler.rename("bruna", into: "bruno", in: LaneSchedulerTests.conversation(1))
    _ = scheduler.answered(first.item.lane, SendResult(code: 0), pass: first.pass, at: start)
    scheduler.settle(first.item.lane, .done)
    #expect(scheduler.load(of: "echo").queued == 0)
    #expect(scheduler.lanes.isEmpty)
  }
}
