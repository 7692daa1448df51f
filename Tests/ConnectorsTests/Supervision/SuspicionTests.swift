import Testing

@testable import Connectors

struct SuspicionTests {
  @Test func twoCrashesDuringItsOwnCallAreEnough() {
    var suspicion = Suspicion()
    #expect(suspicion.crashed(.operation("a"), present: ["a", "b"]) == .init(pointed: "a"))
    #expect(suspicion.isSuspect("a") && !suspicion.isSuspect("b"))
    #expect(suspicion.crashed(.operation("a"), present: ["a", "b"]) == .init(pointed: "a", condemned: ["a"]))
  }

  @Test func twoCrashesAloneAreEnough() {
    var suspicion = Suspicion()
    #expect(suspicion.crashed(.nobody, present: ["a"]) == .init(pointed: "a"))
    #expect(suspicion.crashed(.nobody, present: ["a"]) == .init(pointed: "a", condemned: ["a"]))
    #expect(suspicion.isEmpty)
  }

  @Test func whereACrashPointsAtNobodyAllAreSuspectsAndNoneIsGivenUp() {
    var suspicion = Suspicion()
    #expect(suspicion.crashed(.nobody, present: ["a", "b", "c"]) == .init())
    for key in ["a", "b", "c"] { #expect(suspicion.isSuspect(key)) }
    suspicion.survived("a")
    suspicion.ended("b")
    #expect(!suspicion.isSuspect("a") && !suspicion.isSuspect("b") && suspicion.isSuspect("c"))
  }

  @Test func whoIsThereForTheSecondTimeIsASuspect() {
    var suspicion = Suspicion()
    _ = suspicion.crashed(.operation("x"), present: ["x", "thread"])
    #expect(!suspicion.isSuspect("thread"))
    _ = suspicion.crashed(.operation("y"), present: ["y", "thread"])
    #expect(suspicion.isSuspect("thread"))
    #expect(suspicion.crashed(.nobody, present: ["thread"]).condemned.isEmpty)
    #expect(suspicion.crashed(.nobody, present: ["thread"]).condemned == ["thread"])
  }

  @Test func aConnectorThatCrashesByItselfBlamesNobody() {
    var suspicion = Suspicion()
    for _ in 0..<100 { #expect(suspicion.crashed(.another, present: ["a"]) == .init()) }
    #expect(suspicion.isEmpty)
  }

  @Test func whoIsNeverAloneIsGivenUpInTheEnd() {
    var suspicion = Suspicion()
    for crash in 1..<Suspicion.bystanderLimit {
      #expect(suspicion.crashed(.operation("other-\(crash)"), present: ["b", "other-\(crash)"]).condemned.isEmpty)
    }
    #expect(suspicion.crashed(.nobody, present: ["b", "c"]).condemned == ["b"])
  }

  @Test func whatEndedWellIsForgotten() {
    var suspicion = Suspicion()
    _ = suspicion.crashed(.operation("a"), present: ["a"])
    suspicion.ended("a")
    #expect(suspicion.crashed(.operation("a"), present: ["a"]).condemned.isEmpty)
  }

  @Test func survivingATrialDoesNotWipeOutWhatPointedAtIt() {
    var suspicion = Suspicion()
    _ = suspicion.crashed(.operation("a"), present: ["a"])
    suspicion.survived("a")
    #expect(suspicion.crashed(.operation("a"), present: ["a"]).condemned == ["a"])
  }

  @Test func remembersOnlySoMany() {
    var suspicion = Suspicion()
    for number in 0..<(2 * Suspicion.capacity) {
      _ = suspicion.crashed(.operation("\(number)"), present: ["\(number)"])
      #expect(suspicion.count <= Suspicion.capacity)
    }
    #expect(suspicion.count >= Suspicion.capacity / 8 * 7)
    #expect(suspicion.crashed(.operation("0"), present: ["0"]).condemned.isEmpty, "the oldest was forgotten")
    let last = "\(2 * Suspicion.capacity - 1)"
    #expect(suspicion.crashed(.operation(last), present: [last]).condemned == [last])
  }
}
