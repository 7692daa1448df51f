import Connectors
import Model
import Testing

@testable import Gateway

@Suite struct OwnerBatchTests {
  @Test(arguments: 0..<36)
  func keepsEveryPromiseWhateverHappens(seed: UInt64) {
    var world = OwnerWorld(seed: seed)
    for _ in 0..<120 { world.step() }
    world.finish()
    #expect(world.complaints == [])
    // Every accepted message has its place, once.
    let placed = world.messages.values.joined().map(\.messageID)
    #expect(placed.sorted() == world.acceptedIDs.sorted())
    // Each step that a delivery took was told once.
    let steps = world.deliveries.values.reduce(0) { $0 + $1.delivery.steps.count }
    let told = world.events.filter { EventType.stepTypes.contains($0.type) }.count
    #expect(steps == told)
    // What failed, and nothing else, is a dead letter.
    let failed = world.deliveries.values.filter { $0.delivery.status == .failed }.map(\.delivery.key)
    #expect(Set(failed) == Set(world.deadLetters.map(\.delivery.key)))
    #expect(failed.count == world.deadLetters.count)
    // Every recipient of a message that took turns is left with at most one channel under way that nobody waits behind.
    for owned in world.deliveries.values where owned.delivery.status == .waiting {
      let siblings = world.deliveries.values.filter {
        $0.delivery.key.conversationID == owned.delivery.key.conversationID
          && $0.delivery.key.sequenceNumber == owned.delivery.key.sequenceNumber
          && $0.delivery.recipient == owned.delivery.recipient
      }
      #expect(siblings.contains { $0.delivery.fallbackAt != nil }, "something will wake the one that waits")
    }
  }
}

extension EventType {
  fileprivate static let stepTypes: Set<EventType> = [
    .messageSent, .messageDelivered, .messageRead, .messageFailed,
  ]
}
