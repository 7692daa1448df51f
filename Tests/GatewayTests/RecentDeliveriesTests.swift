import Model
import Store
import Testing

@testable import Gateway

@Suite struct RecentDeliveriesTests {
  private func delivery(
    _ number: Int64, status: DeliveryStatus = .pending, partition: Int16 = 1, deadline: Int32? = nil
  ) -> OwnedDelivery {
    var delivery = Delivery(
      key: DeliveryKey(conversationID: LaneSchedulerTests.conversation(1), sequenceNumber: number, ordinal: 0),
      recipient: "rui", channel: "echo", account: "echo", address: "rui", status: status)
    delivery.deadlineSeconds = deadline
    return OwnedDelivery(
      delivery: delivery, clientID: ClientID(LaneSchedulerTests.conversation(0).uuid), messageID: "m\(number)",
      partition: partition, queueID: number)
  }

  @Test func whatWasKeptLastCounts() {
    var recent = RecentDeliveries()
    recent.keep(delivery(1))
    recent.keep(delivery(1, status: .sent))
    #expect(recent[delivery(1).delivery.key] == delivery(1, status: .sent))
    #expect(recent[delivery(2).delivery.key] == nil)
  }

  @Test(arguments: [DeliveryStatus.read, .failed, .skipped]) func whatIsOverIsForgotten(_ status: DeliveryStatus) {
    var recent = RecentDeliveries()
    recent.keep(delivery(1))
    recent.keep(delivery(1, status: status))
    #expect(recent[delivery(1).delivery.key] == nil)
  }

  @Test func whatConcernsOthersOfItsMessageIsNotKept() {
    var recent = RecentDeliveries()
    recent.keep(delivery(1, deadline: 9))
    #expect(recent[delivery(1).delivery.key] == nil)
  }

  @Test func theOldestIsForgottenFirst() {
    var recent = RecentDeliveries()
    for number in 1...Int64(RecentDeliveries.capacity + 1) { recent.keep(delivery(number)) }
    #expect(recent[delivery(1).delivery.key] == nil)
    #expect(recent[delivery(2).delivery.key] != nil)
    #expect(recent[delivery(Int64(RecentDeliveries.capacity) + 1).delivery.key] != nil)
  }

  @Test func aPartitionThatIsGivenUpTakesItsOwnAlong() {
    var recent = RecentDeliveries()
    recent.keep(delivery(1, partition: 1))
    recent.keep(delivery(2, partition: 2))
    recent.remove(partition: 1)
    #expect(recent[delivery(1).delivery.key] == nil)
    #expect(recent[delivery(2).delivery.key] != nil)
    recent.removeAll()
    #expect(recent[delivery(2).delivery.key] == nil)
  }
}
