import Testing

@testable import Inbox

@Suite struct RushGaugeTests {
  private let begin = ContinuousClock.now

  /// A gauge that has seen batches of these sizes, 10 ms apart, and the time of the last of them.
  private func gauge(after sizes: [Int]) -> (RushGauge, ContinuousClock.Instant) {
    let gauge = RushGauge()
    for (index, size) in sizes.enumerated() {
      gauge.begin(size, at: begin + .milliseconds(index * 10))
      gauge.end(size, at: begin + .milliseconds(index * 10))
    }
    return (gauge, begin + .milliseconds((sizes.count - 1) * 10))
  }

  @Test func largeBatchesAreARush() {
    let (gauge, last) = gauge(after: Array(repeating: 32, count: 80))
    #expect(gauge.isRushed(at: last))
  }

  @Test func aRushLastsOverASmallBatchBetweenLargeOnes() {
    let (gauge, last) = gauge(after: Array(repeating: 32, count: 80) + [1])
    #expect(gauge.isRushed(at: last))
  }

  @Test func aRushLastsOverManySmallBatchesBetweenLargeOnes() {
    let (gauge, last) = gauge(after: (0..<100).flatMap { _ in [2, 40] } + [2])
    #expect(gauge.isRushed(at: last))
  }

  @Test func aStreamOfSmallBatchesIsNone() {
    let (gauge, last) = gauge(after: Array(repeating: 8, count: 200))
    #expect(!gauge.isRushed(at: last))
  }

  @Test func aBurstIsNoRushYet() {
    let (gauge, last) = gauge(after: [500, 500])
    #expect(!gauge.isRushed(at: last))
  }

  @Test func smallBatchesEndARush() {
    let (gauge, last) = gauge(after: Array(repeating: 64, count: 80) + Array(repeating: 2, count: 120))
    #expect(!gauge.isRushed(at: last))
  }

  @Test func silenceEndsARush() {
    let (gauge, last) = gauge(after: Array(repeating: 64, count: 80))
    #expect(!gauge.isRushed(at: last + RushGauge.silence))
    gauge.begin(64, at: last + .seconds(1))
    #expect(!gauge.isRushed(at: last + .seconds(1)))
  }

  @Test func aSlowBatchIsNoSilence() {
    let (gauge, last) = gauge(after: Array(repeating: 64, count: 80))
    gauge.begin(64, at: last)
    #expect(gauge.isRushed(at: last + .seconds(1)))
    gauge.end(64, at: last + .seconds(1))
    gauge.begin(64, at: last + .seconds(1) + RushGauge.silence / 2)
    #expect(gauge.isRushed(at: last + .seconds(1) + RushGauge.silence / 2))
  }

  @Test func batchesAtOnceCountTogether() {
    let gauge = RushGauge()
    var now = begin
    gauge.begin(16, at: now)
    for _ in 0..<80 {
      now += .milliseconds(10)
      gauge.begin(16, at: now)
      gauge.end(16, at: now)
    }
    #expect(gauge.isRushed(at: now))
    gauge.end(16, at: now)
    for _ in 0..<80 {
      now += .milliseconds(10)
      gauge.begin(6, at: now)
      gauge.end(6, at: now)
    }
    #expect(!gauge.isRushed(at: now))
  }
}
