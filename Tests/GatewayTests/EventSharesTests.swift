import Connectors
import Testing

@testable import Gateway

@Suite struct EventSharesTests {
  private static let limits = EventShares.Limits(receipts: 6, others: 3, together: 10, guaranteed: 2)

  private func events(_ count: Int, of account: String, _ kind: ConnectorEvent.Kind = .message) -> [ConnectorEvent] {
    .init(repeating: ConnectorEvent(account: account, kind: kind, occurredAt: 1), count: count)
  }

  @Test func whoHasReportedTooMuchWaitsAlone() {
    var shares = EventShares(Self.limits)
    var taken = [shares.enter(events(3, of: "loud")), shares.enter(events(1, of: "loud"))]
    taken.append(shares.enter(events(1, of: "quiet")))
    shares.leave("loud", others: 1)
    taken.append(shares.enter(events(1, of: "loud")))
    #expect(taken == [true, false, true, true])
  }

  @Test func receiptsHaveMoreRoomThanWhatCostsMore() {
    var shares = EventShares(Self.limits)
    var taken = (0..<7).map { _ in shares.enter(events(1, of: "a", .delivered)) }
    shares.leave("a", receipts: 6)
    taken.append(shares.enter(events(1, of: "a", .sent)))
    #expect(taken == [true, true, true, true, true, true, false, true])
  }

  @Test func whenTheRoomIsFullEveryoneStillHasSome() {
    var shares = EventShares(Self.limits)
    var taken = ["a", "b", "c"].map { shares.enter(events(3, of: $0)) }
    for account in ["d", "d", "d", "e"] { taken.append(shares.enter(events(1, of: account))) }
    #expect(taken == [true, true, true, true, true, false, true])
    #expect(shares.count == 12)
  }

  @Test func nothingIsLeftWhenAllHaveCome() {
    var shares = EventShares(Self.limits)
    for account in ["a", "b"] {
      let taken = [shares.enter(events(2, of: account)), shares.enter(events(3, of: account, .read))]
      #expect(taken == [true, true])
    }
    shares.leave("a", receipts: 3, others: 2)
    shares.leave("b", receipts: 3, others: 2)
    #expect(shares.count == 0)
    // Nobody leaves twice.
    shares.leave("a", receipts: 3, others: 2)
    #expect(shares.count == 0)
  }

  @Test func whatIsGivenBackIsTakenOnce() {
    let mailbox = OwnerMailbox()
    let event = events(1, of: "a")[0]
    #expect(mailbox.put([event]))
    #expect(mailbox.take().events.count == 1)
    #expect(mailbox.giveBack(event))
    #expect(mailbox.take().events.isEmpty)
    #expect(mailbox.takeReturned().count == 1)
    #expect(mailbox.takeReturned().isEmpty)
    mailbox.close()
    #expect(!mailbox.giveBack(event))
  }
}
