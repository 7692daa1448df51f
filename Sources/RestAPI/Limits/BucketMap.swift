import Synchronization

/// One bucket per key, for keys that come from outside: at most `capacity` of them, the oldest giving way.
final class BucketMap: Sendable {
  private let limit: RateLimit
  private let buckets: Mutex<BoundedMap<String, TokenBucket>>

  init(_ limit: RateLimit, capacity: Int) {
    self.limit = limit
    buckets = Mutex(BoundedMap(capacity: capacity))
  }

  func take(_ key: String, now: Int64) -> RateLimitStatus? {
    buckets.withLock { buckets in
      var bucket = buckets[key] ?? TokenBucket(limit, now: now)
      let status = bucket.take(now: now)
      buckets[key] = bucket
      return status
    }
  }
}
