import Connectors
import Testing

struct TokenBucketTests {
  let start = ContinuousClock.now

  @Test func givesTheBurstAtOnceAndThenTheRate() {
    var bucket = TokenBucket(rate: 10, burst: 3, at: start)
    for _ in 0..<3 { #expect(bucket.take(at: start) == nil) }
    let wait = bucket.take(at: start)
    #expect(wait! > .milliseconds(99) && wait! < .milliseconds(101))
    #expect(bucket.take(at: start + wait!) == nil)
  }

  @Test func savesNoMoreThanTheBurst() {
    var bucket = TokenBucket(rate: 100, burst: 2, at: start)
    let later = start + .seconds(3_600)
    #expect(bucket.take(at: later) == nil)
    #expect(bucket.take(at: later) == nil)
    #expect(bucket.take(at: later) != nil)
  }

  @Test func givesNothingOutDuringAPause() {
    var bucket = TokenBucket(rate: 100, burst: 50, at: start)
    bucket.block(for: .seconds(7), at: start)
    bucket.block(for: .seconds(2), at: start)
    #expect(bucket.take(at: start + .seconds(6)) == .seconds(1))
    let end = start + .seconds(7)
    #expect(bucket.take(at: end) == nil)
    #expect(bucket.take(at: end) != nil, "the pause does not end in a burst")
  }

  @Test func losesNothingToInstantsOutOfOrder() {
    var bucket = TokenBucket(rate: 1, burst: 2, at: start)
    #expect(bucket.take(at: start + .seconds(5)) == nil)
    #expect(bucket.take(at: start) == nil)
  }

  /// In no stretch of time does more come out than the burst and the rate allow, and who waits as told is served.
  @Test(arguments: 0..<50) func neverExceedsItsRate(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let rate = Double.random(in: 0.5...500, using: &random)
    let burst = Int.random(in: 1...20, using: &random)
    var bucket = TokenBucket(rate: rate, burst: burst, at: start)
    var now = start
    var taken: [ContinuousClock.Instant] = []
    while taken.count < 500 {
      if let wait = bucket.take(at: now) {
        #expect(wait > .zero)
        now += wait
        #expect(bucket.take(at: now) == nil, "after waiting as told")
      }
      taken.append(now)
      now += .seconds(Double.random(in: 0...2 / rate, using: &random))
    }
    for first in stride(from: 0, to: taken.count, by: 17) {
      for last in stride(from: first, to: taken.count, by: 31) {
        let seconds = (taken[last] - taken[first]) / .seconds(1)
        #expect(Double(last - first + 1) <= Double(burst) + rate * seconds + 0.001)
      }
    }
  }
}
