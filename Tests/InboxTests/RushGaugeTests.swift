import Testing

@testable import Inbox

@Suite struct RushGaugeTests {
  private let begin = ContinuousClock.now

  /// A gauge that has seen batches of these sizes, 10 ms apart, and the time of the last of them.
  private func gauge(after sizes: [Int]) -> (RushGauge, ContinuousClock.Instant) {
    let gauge = RushGauge()
    for (index, size) in sizes.enumerated() { gauge.tookBatch(of: size, at: begin + .milliseconds(index * 10)) }
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

  @Test func aStreamOfSmallBatchesIsNone() {
    let (gauge, last) = gauge(after: Array(repeating: 8, count: 200))
    #expect(!gauge.isRushed(at: last))
  }

  @Test func aBurstIsNoRushYet() {
    let (gauge, last) = gauge(after: [500, 500])
    #expect(!gauge.isRushed(at: last))
  }

  @Test func smallBatchesEndARush() {
    let (gauge, last) = gauge(after: Array(repeating: 64, count: 80) + Array(repeating: 2, count: 40))
    #expect(!gauge.isRushed(at: last))
  }

  @Test func silenceEndsARush() {
    let (gauge, last) = gauge(after: Array(repeating: 64, count: 80))
    #expect(!gauge.isRushed(at: last + RushGauge.silence))
    gauge.tookBatch(of: 64, at: last + .seconds(1))
    #expect(!gauge.isRushed(at: last + .seconds(1)))
  }
}
