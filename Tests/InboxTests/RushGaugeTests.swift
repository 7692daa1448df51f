import Testing

@testable import Inbox

@Suite struct RushGaugeTests {
  /// A gauge, and the moment that the next batch begins at.
  private struct Measured {
    let gauge = RushGauge()
    var now = ContinuousClock.now

    /// Batches one after another, each stored for `duration`, with a pause behind it.
    mutating func store(_ sizes: [Int], each duration: Duration, pause: Duration = .zero) {
      for size in sizes {
        gauge.count(size, at: now)
        now += duration
        gauge.count(-size, at: now)
        now += pause
      }
    }

    var isRushed: Bool { gauge.isRushed(at: now) }
  }

  private func rush(of callers: Int = 48) -> Measured {
    var measured = Measured()
    measured.store(Array(repeating: callers, count: 300), each: .milliseconds(5))
    return measured
  }

  @Test func manyAllTheTimeAreARush() {
    #expect(rush().isRushed)
  }

  @Test func aRushNeedsTime() {
    var measured = Measured()
    measured.store(Array(repeating: 64, count: 55), each: .milliseconds(5))
    #expect(!measured.isRushed)
  }

  @Test func aRushLastsOverSmallBatchesBetweenLargeOnes() {
    var measured = Measured()
    measured.store((0..<150).flatMap { _ in [2, 80] }, each: .milliseconds(5))
    #expect(measured.isRushed)
  }

  @Test func aSteadyStreamIsNone() {
    var measured = Measured()
    measured.store(Array(repeating: 20, count: 1_000), each: .milliseconds(3))
    #expect(!measured.isRushed)
  }

  @Test func aBurstAndWhatFollowsItIsNone() {
    var measured = Measured()
    measured.store([200], each: .milliseconds(60))
    for _ in 0..<120 {
      measured.store([1], each: .milliseconds(3), pause: .milliseconds(14))
      #expect(!measured.isRushed)
    }
  }

  @Test func aSlowBatchGoesOnCounting() {
    var measured = rush()
    measured.gauge.count(32, at: measured.now)
    measured.now += .seconds(2)
    #expect(measured.isRushed)
  }

  @Test func aShortStandstillEndsNoRush() {
    var measured = rush()
    measured.now += .milliseconds(100)
    #expect(measured.isRushed)
  }

  @Test func whatDoesNotEndIsNoRush() {
    var measured = Measured()
    measured.store(Array(repeating: 48, count: 5_000), each: .milliseconds(5))
    #expect(!measured.isRushed)
    // After a pause the next one is one again.
    measured.now += .seconds(1)
    #expect(!measured.isRushed)
    measured.store(Array(repeating: 48, count: 300), each: .milliseconds(5))
    #expect(measured.isRushed)
  }

  @Test func silenceEndsARush() {
    var measured = rush()
    measured.now += .seconds(1)
    #expect(!measured.isRushed)
  }

  @Test func fewEndARush() {
    var measured = rush(of: 64)
    measured.store(Array(repeating: 2, count: 200), each: .milliseconds(5))
    #expect(!measured.isRushed)
  }

  @Test func batchesAtOnceCountTogether() {
    var measured = Measured()
    measured.gauge.count(20, at: measured.now)
    measured.store(Array(repeating: 20, count: 300), each: .milliseconds(5))
    #expect(measured.isRushed)
    measured.gauge.count(-20, at: measured.now)
    measured.store(Array(repeating: 6, count: 300), each: .milliseconds(5))
    #expect(!measured.isRushed)
  }
}
