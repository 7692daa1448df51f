#if canImport(Glibc)
  import Glibc
#endif

/// A moment in UTC, in microseconds since 1970-01-01T00:00:00Z: the resolution that PostgreSQL keeps.
public struct Timestamp: Sendable, Hashable, Comparable {
  public var microseconds: Int64

  public init(microseconds: Int64) {
    self.microseconds = microseconds
  }

  /// The wall clock's reading. Domain code gets it passed in; only composition and edges call this.
  public static func now() -> Timestamp {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Timestamp(microseconds: Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000)
  }

  public static func < (left: Timestamp, right: Timestamp) -> Bool { left.microseconds < right.microseconds }

  public func advanced(by duration: Duration) -> Timestamp {
    Timestamp(microseconds: microseconds + duration.microseconds)
  }

  public func duration(since earlier: Timestamp) -> Duration {
    .microseconds(microseconds - earlier.microseconds)
  }
}

extension Duration {
  /// Whole microseconds, rounded towards zero.
  public var microseconds: Int64 {
    components.seconds * 1_000_000 + components.attoseconds / 1_000_000_000_000
  }

  public var seconds: Double {
    Double(components.seconds) + Double(components.attoseconds) / 1e18
  }
}
