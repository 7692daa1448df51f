#if canImport(Glibc)
  import Glibc
#endif

/// Where the time comes from; tests turn their own.
struct TimeSource: Sendable {
  var now: @Sendable () -> Moment

  /// The wall clock at the start, moved on by the monotonic one: it never goes back.
  static func system() -> TimeSource {
    let offset = milliseconds(CLOCK_REALTIME) - milliseconds(CLOCK_MONOTONIC)
    return TimeSource { Moment(milliseconds: offset + milliseconds(CLOCK_MONOTONIC)) }
  }

  private static func milliseconds(_ clock: clockid_t) -> Int64 {
    var time = timespec()
    clock_gettime(clock, &time)
    return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
  }
}
