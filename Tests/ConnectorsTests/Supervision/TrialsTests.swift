import Testing

@testable import Connectors

struct TrialsTests {
  private static let limits = Trials.Limits(clearing: .seconds(2), trial: .seconds(8))
  private static let second: Int64 = 1_000_000

  @Test func withoutSuspectsEverythingPasses() {
    var trials = Trials(Self.limits)
    #expect(trials.step(at: 0, suspects: false, others: true, underWay: 3) == .pass)
    #expect(!trials.isActive)
  }

  @Test func aSuspectWaitsForTheOthersToEndAndIsThenAlone() {
    var trials = Trials(Self.limits)
    #expect(trials.step(at: 0, suspects: true, others: true, underWay: 2) == .hold)
    #expect(trials.step(at: 10, suspects: true, others: true, underWay: 1) == .hold)
    #expect(trials.step(at: 20, suspects: true, others: true, underWay: 0) == .tryNext)
    #expect(trials.step(at: 30, suspects: true, others: true, underWay: 1) == .hold)
    trials.ended(at: 40)
    #expect(trials.step(at: 50, suspects: true, others: true, underWay: 0) == .pass, "as long again for the others")
    #expect(trials.step(at: 80, suspects: true, others: true, underWay: 0) == .tryNext)
  }

  @Test func withNobodyElseTheNextTrialBeginsAtOnce() {
    var trials = Trials(Self.limits)
    #expect(trials.step(at: 0, suspects: true, others: false, underWay: 0) == .tryNext)
    trials.ended(at: Self.second)
    #expect(trials.step(at: Self.second, suspects: true, others: false, underWay: 0) == .tryNext)
  }

  @Test func whatDoesNotEndIsNotWaitedForForEver() {
    var trials = Trials(Self.limits)
    #expect(trials.step(at: 0, suspects: true, others: true, underWay: 1) == .hold)
    #expect(trials.step(at: 2 * Self.second, suspects: true, others: true, underWay: 1) == .tryNext)
    #expect(!trials.isOverdue(at: 9 * Self.second))
    #expect(trials.isOverdue(at: 10 * Self.second))
    trials.ended(at: 10 * Self.second)
    #expect(trials.step(at: 10 * Self.second, suspects: true, others: true, underWay: 2) == .pass)
    #expect(trials.step(at: 20 * Self.second, suspects: true, others: true, underWay: 2) == .hold)
  }

  @Test func aNewProcessBeginsAnew() {
    var trials = Trials(Self.limits)
    #expect(trials.step(at: 0, suspects: true, others: true, underWay: 0) == .tryNext)
    trials.processEnded()
    #expect(trials.step(at: 1, suspects: true, others: true, underWay: 0) == .tryNext)
  }

  @Test func aSuspectThatIsGoneHoldsNobodyUp() {
    var trials = Trials(Self.limits)
    #expect(trials.step(at: 0, suspects: true, others: true, underWay: 1) == .hold)
    #expect(trials.step(at: 1, suspects: false, others: true, underWay: 1) == .pass)
  }
}
