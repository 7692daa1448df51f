import Model
import Testing

@Suite struct MessageTests {
  static func status(_ deliveries: [(String, DeliveryStatus)]) -> DeliveryStatus {
    Message.overallStatus(of: deliveries.map { DeliveryTests.delivery($0.1, recipient: $0.0) })
  }

  @Test func standsWhereTheLastOfItsRecipientsStands() {
    #expect(Self.status([("a", .read), ("b", .sent)]) == .sent)
    #expect(Self.status([("a", .read), ("b", .delivered)]) == .delivered)
  }

  @Test func countsARecipientWithTheBestOfTheirChannels() {
    #expect(Self.status([("a", .failed), ("a", .delivered), ("b", .delivered)]) == .delivered)
    #expect(Self.status([("a", .skipped), ("a", .read)]) == .read)
  }

  @Test func failsOnlyWhenNobodyWasReached() {
    #expect(Self.status([("a", .failed), ("b", .failed)]) == .failed)
    #expect(Self.status([("a", .failed), ("b", .read)]) == .read)
    #expect(Self.status([("a", .failed)]) == .failed)
  }

  @Test func isPendingWhileAChannelWaitsForItsTurn() {
    #expect(Self.status([("a", .failed), ("a", .waiting)]) == .pending)
  }

  @Test func isSentWhenItHadNobodyToGoTo() {
    #expect(Self.status([]) == .sent)
  }

  @Test func isPendingUntilItHasAPlace() {
    let message = Message(
      messageID: "m", conversationID: ConversationID(.version7(at: DeliveryTests.time)), sequenceNumber: nil,
      sender: "a", body: MessageBody(json: []), createdAt: DeliveryTests.time, updatedAt: DeliveryTests.time)
    #expect(message.status == .pending)
  }
}
