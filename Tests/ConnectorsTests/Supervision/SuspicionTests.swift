import Testing

@testable import Connectors

struct SuspicionTests {
  @Test func twoCrashesDuringItsOwnCallAreEnough() {
    var suspicion = Suspicion()
    #expect(suspicion.crashed(running: "a", present: ["a", "b"]).isEmpty)
    #expect(suspicion.crashed(running: "a", present: ["a", "b"]) == ["a"])
  }

  @Test func bystandersAreNotSuspectedSoon() {
    var suspicion = Suspicion()
    for crash in 1..<Suspicion.bystanderLimit {
      #expect(suspicion.crashed(running: "other-\(crash)", present: ["b", "other-\(crash)"]).isEmpty)
    }
    #expect(suspicion.crashed(running: nil, present: ["b"]) == ["b"])
  }

  @Test func whatEndedWellIsForgotten() {
    var suspicion = Suspicion()
    _ = suspicion.crashed(running: "a", present: ["a"])
    suspicion.ended("a")
    #expect(suspicion.crashed(running: "a", present: ["a"]).isEmpty)
  }

  @Test func remembersOnlySoMany() {
    var suspicion = Suspicion()
    for number in 0..<(2 * Suspicion.capacity) {
      _ = suspicion.crashed(running: "\(number)", present: ["\(number)"])
      #expect(suspicion.count <= Suspicion.capacity)
    }
    #expect(suspicion.count >= Suspicion.capacity / 8 * 7)
    #expect(suspicion.crashed(running: "0", present: ["0"]).isEmpty, "the oldest was forgotten")
    let last = "\(2 * Suspicion.capacity - 1)"
    #expect(suspicion.crashed(running: last, present: [last]) == [last])
  }
}
