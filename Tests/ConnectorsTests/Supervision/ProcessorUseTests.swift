import Testing

@testable import Connectors

struct ProcessorUseTests {
  /// What is found after looks a second apart, with so much processor time between each two.
  private func isGreedy(_ seconds: [Double], runnable: [Int] = []) -> Bool {
    var use = ProcessorUse()
    var used = Duration.zero
    use.note(.init(used: used, runnable: 0), at: 0)
    for (index, each) in seconds.enumerated() {
      used += .seconds(each)
      let runnable = runnable.dropFirst(index).first ?? 1
      use.note(.init(used: used, runnable: runnable), at: Int64(index + 1) * 1_000_000)
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

  @Test func soAreManyThreadsThatGetLittle() {
    #expect(isGreedy([0.3, 0.3], runnable: [100, 100]))
    #expect(!isGreedy([0.3, 0.3, 0.3], runnable: [100, 4, 100]))
  }

  @Test func whatWasTooMuchStaysKnown() {
    #expect(isGreedy([2, 2, 0, 0, 0]))
  }

  @Test func aProcessIsSeenAsItIs() throws {
    let process = try ChildProcess(executable: "/bin/sleep", arguments: ["10"])
    defer { _ = process.end() }
    let look = try #require(process.processorUse)
    #expect(look.used < .seconds(1) && look.runnable <= 1)
  }

  @Test func looksAtTheSameMomentFindNothing() {
    var use = ProcessorUse()
    for used in 1...5 { use.note(.init(used: .seconds(used), runnable: 100), at: 7) }
    #expect(!use.isGreedy)
  }
}
