import Testing

@testable import RestAPI

struct LimitsTests {
  /// What a bucket says at each of several moments, in seconds.
  private func take(_ limit: RateLimit, at seconds: Double..., since start: Double = 0) -> [RateLimitStatus] {
    var bucket = TokenBucket(limit, now: Int64(start * 1e9))
    return seconds.compactMap { bucket.take(now: Int64($0 * 1e9)) }
  }

  @Test func aBucketLetsTheBurstThroughAndThenTheRate() {
    let taken = take(RateLimit(perSecond: 2, burst: 3), at: 0, 0, 0, 0, 0.5, 0.5)
    #expect(taken.map(\.isAllowed) == [true, true, true, false, true, false])
    #expect(taken.map(\.remaining) == [2, 1, 0, 0, 0, 0])
    #expect(taken.map(\.limit) == [3, 3, 3, 3, 3, 3])
    #expect(taken.map(\.reset) == [1, 1, 2, 2, 2, 2])
    #expect(taken[3].retryAfter == .milliseconds(500))
  }

  @Test func aBucketNeverHoldsMoreThanItsBurst() {
    let taken = take(RateLimit(perSecond: 100, burst: 2), at: 1000, 1000, 1000)
    #expect(taken.map(\.isAllowed) == [true, true, false])
  }

  @Test func aClockThatGoesBackGivesNothing() {
    let taken = take(RateLimit(perSecond: 1, burst: 1), at: 10, 5, 10, since: 10)
    #expect(taken.map(\.isAllowed) == [true, false, false])
  }

  @Test func withoutARateNothingIsLimited() {
    #expect(take(.unlimited, at: 0, 0).isEmpty)
  }

  @Test func theOldestKeyGivesWay() {
    let map = BucketMap(RateLimit(perSecond: 1, burst: 1), capacity: 2)
    #expect(map.take("a", now: 0)?.isAllowed == true)
    #expect(map.take("b", now: 0)?.isAllowed == true)
    #expect(map.take("a", now: 0)?.isAllowed == false)
    #expect(map.take("c", now: 0)?.isAllowed == true)
    #expect(map.take("b", now: 0)?.isAllowed == false)
    #expect(map.take("a", now: 0)?.isAllowed == true)
  }

  @Test func aBoundedMapKeepsItsSize() {
    var map = BoundedMap<Int, Int>(capacity: 10)
    for key in 0..<1000 { map[key] = key }
    #expect(map.count == 10)
    #expect(map[999] == 999)
    #expect(map[990] == 990)
    #expect(map[989] == nil)
    map[995] = 1
    #expect(map.count == 10)
    #expect(map[995] == 1)
  }
}
