import Testing

@testable import Connectors

struct KeptStateTests {
  private func change(_ key: String, _ value: UInt8?, at time: Int64) -> ConnectorStateChange {
    ConnectorStateChange(account: "one", key: key, value: value.map { [$0] }, changedAt: time)
  }

  @Test func endsTheSameInWhateverOrderChangesCome() {
    var random = SeededGenerator(seed: 3)
    let changes = (1...40).map { time in
      change(
        ["a", "b", "c"].randomElement(using: &random)!, Bool.random(using: &random) ? UInt8(time) : nil, at: Int64(time)
      )
    }
    var ends: Set<[String]> = []
    for _ in 0..<200 {
      var kept = KeptState()
      for change in changes.shuffled(using: &random) { kept.apply(change) }
      ends.insert(["a", "b", "c"].map { "\(kept[$0] ?? [])" })
    }
    #expect(ends.count == 1)
  }

  @Test func givesOutOnlyTheLastOfWhatIsToBeStored() {
    var kept = KeptState()
    kept.set(change("a", 1, at: 1))
    kept.set(change("b", 2, at: 2))
    kept.set(change("a", 3, at: 3))
    #expect(kept.takeUnstored() == [change("b", 2, at: 2), change("a", 3, at: 3)])
    #expect(!kept.hasUnstored)
  }

  @Test func countsWhatIsThereAndNotWhatWas() {
    var kept = KeptState((0..<10).map { change("\($0)", 1, at: 1) })
    #expect(kept.isFull(for: "new", limit: 10) && !kept.isFull(for: "3", limit: 10))
    kept.apply(change("3", nil, at: 2))
    kept.apply(change("3", nil, at: 3))
    #expect(!kept.isFull(for: "new", limit: 10))
    kept.apply(change("3", 1, at: 4))
    #expect(kept.isFull(for: "new", limit: 10))
  }

  @Test func neverGivesOutTheSameTimeTwice() {
    var kept = KeptState([change("a", 1, at: 500)])
    #expect(kept.nextChange(100) == 501)
    #expect(kept.nextChange(600) == 600)
    #expect(kept.nextChange(600) == 601)
  }

  @Test func forgetsTheRemovedWhenTheyAreMany() {
    var kept = KeptState()
    for number in 0..<10_000 {
      kept.apply(change("\(number)", 1, at: Int64(2 * number)))
      kept.apply(change("\(number)", nil, at: Int64(2 * number + 1)))
    }
    #expect(kept.rememberedKeys <= 2 * BorderLimits.stateValues)
  }
}
