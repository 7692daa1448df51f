import Testing

@testable import Connectors

struct ProcessorUseTests {
  /// What is found after looks a second apart, with so much processor time between each two.
  private func isGreedy(_ seconds: [Double]) -> Bool {
    var use = ProcessorUse()
    var used = Duration.zero
    use.note(used, at: 0)
    for (index, each) in seconds.enumerated() {
      used += .seconds(each)
      use.note(used, at: Int64(index + 1) * 1_000_000)
    }
    return use.isGreedy
  }

  @Test func oneBusyThreadIsNotTooMuch() {
    #expect(!isGreedy([1, 1, 1.2, 1, 1.2]))
  }

  @Test func severalAreWhenTheyGoOn() {
    #expect(!isGreedy([2]))
    #expect(!isGreedy([2, 0.5, 2, 0.5, 2]))
    #expect(isGreedy([0.1, 2, 2]))
  }

  @Test func whatWasTooMuchStaysKnown() {
    #expect(isGreedy([2, 2, 0, 0, 0]))
  }

  @Test func looksAtTheSameMomentFindNothing() {
    var use = ProcessorUse()
    for used in 1...5 { use.note(.seconds(used), at: 7) }
    #expect(!use.isGreedy)
  }
}
