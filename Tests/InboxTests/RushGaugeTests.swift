import Testing

@testable import Inbox

@Suite struct RushGaugeTests {
  @Test func largeBatchesWithoutABreakAreARush() {
    let gauge = RushGauge()
    let begin = ContinuousClock.now
    for step in 0...20 { gauge.tookBatch(of: RushGauge.largeBatch, at: begin + .milliseconds(step * 10)) }
    #expect(gauge.isRushed(at: begin + .milliseconds(201)))
  }

  @Test func aBurstIsNoRushYet() {
    let gauge = RushGauge()
    let begin = ContinuousClock.now
    gauge.tookBatch(of: 500, at: begin)
    gauge.tookBatch(of: 500, at: begin + .milliseconds(20))
    #expect(!gauge.isRushed(at: begin + .milliseconds(30)))
  }

  @Test func oneSmallBatchEndsARush() {
    let gauge = RushGauge()
    let begin = ContinuousClock.now
    for step in 0...20 { gauge.tookBatch(of: 64, at: begin + .milliseconds(step * 10)) }
    gauge.tookBatch(of: 3, at: begin + .milliseconds(210))
    #expect(!gauge.isRushed(at: begin + .milliseconds(211)))
  }

  @Test func silenceEndsARush() {
    let gauge = RushGauge()
    let begin = ContinuousClock.now
    for step in 0...20 { gauge.tookBatch(of: 64, at: begin + .milliseconds(step * 10)) }
    #expect(!gauge.isRushed(at: begin + .milliseconds(200) + RushGauge.silence))
  }
}
