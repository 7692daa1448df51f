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
        gauge.begin(size, at: now)
        now += duration
        gauge.end(size, at: now)
        now += pause
      }
    }

    /// Callers who come again as soon as they have been served: a batch takes half of the time while others give way.
    mutating func crowd(of callers: Int, for time: Duration) {
      let end = now + time
      while now < end { store([callers], each: isRushed ? .milliseconds(3) : .milliseconds(6)) }
    }

    /// Callers who keep to a timetable of one in each `interval`, on a machine that is busy with what they bring: a batch
    /// takes `busy` while nobody gives way, and `free` while others do.
    mutating func stream(every interval: Duration, busy: Duration, free: Duration, for time: Duration) {
      let begin = now
      var served = 0
      while now < begin + time {
        let due = Int((now - begin) / interval) - served
        if due > 0 {
          store([due], each: isRushed ? free : busy)
          served += due
        } else {
          now += interval
        }
      }
    }

    var isRushed: Bool { gauge.isRushed(at: now) }
  }

  private func rush(of callers: Int = 48) -> Measured {
    var measured = Measured()
    measured.crowd(of: callers, for: .seconds(2))
    return measured
  }

  @Test func manyAllTheTimeAreARush() {
    #expect(rush().isRushed)
  }

  @Test func aRushNeedsTime() {
    var measured = Measured()
    measured.crowd(of: 64, for: .milliseconds(180))
    #expect(!measured.isRushed)
  }

  @Test func aRushLastsOverSmallBatchesBetweenLargeOnes() {
    var measured = Measured()
    for _ in 0..<300 { measured.store([2, 80], each: measured.isRushed ? .milliseconds(3) : .milliseconds(6)) }
    #expect(measured.isRushed)
  }

  @Test func aRushLastsWhileManyAreServedByFewHands() {
    var measured = rush()
    measured.store(Array(repeating: 14, count: 1_000), each: .milliseconds(1))
    #expect(measured.isRushed)
  }

  @Test func aSteadyStreamIsNone() {
    var measured = Measured()
    measured.store(Array(repeating: 20, count: 1_000), each: .milliseconds(3))
    #expect(!measured.isRushed)
  }

  @Test func aStreamThatDoesNotComeFasterIsCalledOff() {
    var measured = Measured()
    var rushed = Duration.zero
    for _ in 0..<200 {
      measured.stream(
        every: .microseconds(240), busy: .milliseconds(9), free: .milliseconds(4), for: .milliseconds(100))
      if measured.isRushed { rushed += .milliseconds(100) }
    }
    #expect(rushed > .zero)
    #expect(rushed <= .milliseconds(1_000))
  }

  @Test func whatWasCalledOffMayBeginAgainLater() {
    var measured = Measured()
    measured.store(Array(repeating: 48, count: 400), each: .milliseconds(5))
    #expect(!measured.isRushed)
    measured.crowd(of: 48, for: .seconds(20))
    #expect(!measured.isRushed)
    measured.crowd(of: 48, for: .seconds(12))
    #expect(measured.isRushed)
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
    measured.gauge.begin(32, at: measured.now)
    measured.now += .milliseconds(500)
    #expect(measured.isRushed)
  }

  @Test func aShortStandstillEndsNoRush() {
    var measured = rush()
    measured.now += .milliseconds(100)
    #expect(measured.isRushed)
  }

  @Test func whatDoesNotEndIsNoRush() {
    var measured = Measured()
    measured.crowd(of: 48, for: .seconds(25))
    #expect(!measured.isRushed)
    // After a pause the next one is one again.
    measured.now += .seconds(1)
    #expect(!measured.isRushed)
    measured.crowd(of: 48, for: .seconds(2))
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
    measured.gauge.begin(20, at: measured.now)
    measured.crowd(of: 20, for: .seconds(2))
    #expect(measured.isRushed)
    measured.gauge.end(20, at: measured.now)
    measured.store(Array(repeating: 6, count: 300), each: .milliseconds(5))
    #expect(!measured.isRushed)
  }
}
