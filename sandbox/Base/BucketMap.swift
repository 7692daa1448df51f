/// A token bucket for each key, with full ones forgotten when there are too many.
struct BucketMap<Key: Hashable & Sendable>: Sendable {
  let perSecond: Double
  let burst: Double
  /// Buckets that are kept before the full ones are swept away.
  private var sweepAt = 1024
  private var buckets: [Key: TokenBucket] = [:]

  init(perSecond: Double, burst: Double) {
    self.perSecond = perSecond
    self.burst = burst
  }

  /// Takes a token of the key's bucket; where there is none, says in how many milliseconds there will be one.
  mutating func take(_ key: Key, now: Moment) -> Int64? {
    if buckets.count >= sweepAt {
      buckets = buckets.filter { !$0.value.isFull(now: now) }
      // Twice what is left, so that sweeping costs a constant per call.
      sweepAt = max(1024, buckets.count * 2)
    }
    return buckets[key, default: TokenBucket(perSecond: perSecond, burst: burst, now: now)].take(now: now)
  }
}
