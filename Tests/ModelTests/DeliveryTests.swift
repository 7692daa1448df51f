import Model
import TestSupport
import Testing

@Suite struct DeliveryTests {
  static let time = Timestamp(microseconds: 1_800_000_000_000_000)

  static func delivery(_ status: DeliveryStatus = .pending, recipient: String = "bruno") -> Delivery {
    let key = DeliveryKey(
      conversationID: ConversationID(.version7(at: time)), sequenceNumber: 1, ordinal: 0)
    return Delivery(
      key: key, recipient: recipient, channel: "echo", account: "echo", address: "1", status: status)
  }

  @Test func goesThroughTheLatticeAndRemembersEachStep() {
    var delivery = Self.delivery()
    for (offset, status) in [DeliveryStatus.sent, .delivered, .read].enumerated() {
      let moved = delivery.advance(to: status, at: Self.time.advanced(by: .seconds(offset)))
      #expect(moved)
    }
    #expect(delivery.steps.map(\.status) == [.sent, .delivered, .read])
    #expect(delivery.steps.map(\.at) == (0...2).map { Self.time.advanced(by: .seconds($0)) })
  }

  /// The raw order of the lattice; what may follow what is written out here once more, by hand.
  static let allowed: Set<[DeliveryStatus]> = [
    [.waiting, .pending], [.waiting, .skipped], [.pending, .skipped], [.pending, .sent], [.pending, .delivered],
    [.pending, .read],
    [.pending, .failed], [.sent, .delivered], [.sent, .read], [.sent, .failed], [.delivered, .read],
  ]

  @Test(arguments: DeliveryStatus.allCases, DeliveryStatus.allCases)
  func takesAStepOnlyWhereTheLatticeHasOne(from: DeliveryStatus, to: DeliveryStatus) {
    var delivery = Self.delivery(from)
    let moved = delivery.advance(to: to, at: Self.time)
    #expect(moved == Self.allowed.contains([from, to]))
    #expect(delivery.status == (moved ? to : from))
  }

  @Test func neverGoesBackWhateverReceiptsComeInWhateverOrder() {
    var generator = SeededGenerator(seed: 7)
    let rank: [DeliveryStatus: Int] = [.pending: 0, .sent: 1, .delivered: 2, .read: 3, .failed: 4]
    for _ in 0..<2000 {
      var delivery = Self.delivery()
      for step in 0..<12 {
        let before = delivery.status
        let receipt = [DeliveryStatus.sent, .delivered, .read, .failed].randomElement(using: &generator)!
        let time = Self.time.advanced(by: .seconds(Int.random(in: -50...50, using: &generator) + step))
        let moved = delivery.advance(to: receipt, at: time)
        #expect(moved ? rank[delivery.status]! > rank[before]! : delivery.status == before)
        if moved, receipt == .failed { #expect(before == .pending || before == .sent) }
      }
      let steps = delivery.steps
      #expect(zip(steps, steps.dropFirst()).allSatisfy { $0.at <= $1.at })
    }
  }

  @Test func aPlatformsClockCannotPutAStepBeforeTheOneThatPrecededIt() {
    var delivery = Self.delivery()
    _ = delivery.advance(to: .sent, at: Self.time)
    _ = delivery.advance(to: .read, at: Self.time.advanced(by: .seconds(-3600)))
    #expect(delivery.readAt == Self.time)
  }

  @Test func whatAPlatformHasTakenOverCannotExpireAnyMore() {
    var external = Self.delivery()
    external.expiresAt = Self.time
    #expect(external.pendingExpiry == Self.time)
    _ = external.advance(to: .sent, at: Self.time)
    #expect(external.pendingExpiry == nil)

    var waiting = Delivery(
      key: external.key, recipient: "bruno", channel: "internal", account: "internal", address: nil, status: .pending)
    waiting.expiresAt = Self.time
    _ = waiting.advance(to: .sent, at: Self.time)
    #expect(waiting.pendingExpiry == Self.time)
  }
}
