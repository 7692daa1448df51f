import Model
import Routing
import Testing

@Suite struct SuccessionTests {
  static let now = DeliveryPlannerTests.now

  static func turns(_ states: [(DeliveryStatus, fallbackIn: Int?)]) -> [Delivery] {
    states.enumerated().map { index, state in
      var delivery = Delivery(
        key: DeliveryKey(
          conversationID: DeliveryPlannerTests.conversation, sequenceNumber: 1, ordinal: Int16(index)),
        recipient: "bruno", channel: "c\(index)", account: "a\(index)", address: "x", status: state.0)
      delivery.deadlineSeconds = 30
      delivery.fallbackAt = state.fallbackIn.map { now.advanced(by: .seconds($0)) }
      return delivery
    }
  }

  static func step(
    _ states: [(DeliveryStatus, fallbackIn: Int?)], reports: Bool = true
  ) -> Succession.Step {
    Succession.step(turns(states), at: now) { _ in reports }
  }

  @Test func nothingHappensWithinTheDeadline() {
    #expect(Self.step([(.pending, 5), (.waiting, nil)]) == .init())
    #expect(Self.step([(.sent, 5), (.waiting, nil)]) == .init())
  }

  @Test func theNextBeginsWhenTheDeadlinePasses() {
    let step = Self.step([(.sent, 0), (.waiting, nil), (.waiting, nil)])
    #expect(step.begin == [1])
    #expect(step.endTurn == [0])
    #expect(step.skip.isEmpty)
  }

  @Test func theNextBeginsAtOnceWhenAChannelFails() {
    #expect(Self.step([(.failed, 5), (.waiting, nil)]).begin == [1])
  }

  @Test(arguments: [DeliveryStatus.delivered, .read])
  func theRestIsSkippedOnceTheMessageHasArrived(status: DeliveryStatus) {
    let step = Self.step([(status, 5), (.waiting, nil), (.waiting, nil)])
    #expect(step.skip == [1, 2])
    #expect(step.begin.isEmpty)
  }

  @Test func aChannelThatReportsNoDeliverySucceedsByTakingTheMessage() {
    #expect(Self.step([(.sent, 5), (.waiting, nil)], reports: false).skip == [1])
    #expect(Self.step([(.sent, 5), (.waiting, nil)], reports: true).skip.isEmpty)
  }

  @Test func aLateSuccessOfAnEarlierChannelStopsTheRest() {
    #expect(Self.step([(.delivered, nil), (.pending, 5), (.waiting, nil)]).skip == [2])
  }

  @Test func theLastChannelHasNoDeadline() {
    #expect(Self.step([(.failed, nil), (.pending, 5)]).endTurn == [1])
  }
}
