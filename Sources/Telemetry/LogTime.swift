#if canImport(Glibc)
  import Glibc
#endif

/// A moment of the wall clock, as log lines show it.
public struct LogTime: Sendable {
  var seconds: Int
  var microseconds: Int

  public init(seconds: Int, microseconds: Int) {
    self.seconds = seconds
    self.microseconds = microseconds
  }

  public static func now() -> LogTime {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return LogTime(seconds: time.tv_sec, microseconds: time.tv_nsec / 1000)
  }

  /// RFC 3339 in UTC with six digits of a second.
  var rfc3339: String {
    let parts = broken(using: gmtime_r)
    return "\(Self.padded(Int(parts.tm_year) + 1900, 4))-\(Self.padded(Int(parts.tm_mon) + 1, 2))-"
      + "\(Self.padded(Int(parts.tm_mday), 2))T\(clock(parts)).\(Self.padded(microseconds, 6))Z"
  }

  /// The time of day in the zone of whoever looks, such as `09:30:00.123`.
  var localClock: String {
    "\(clock(broken(using: localtime_r))).\(Self.padded(microseconds / 1000, 3))"
  }

  private func broken(
    using convert: (UnsafePointer<time_t>, UnsafeMutablePointer<tm>) -> UnsafeMutablePointer<tm>?
  ) -> tm {
    var time = time_t(seconds)
    var parts = tm()
    _ = convert(&time, &parts)
    return parts
  }

  private func clock(_ parts: tm) -> String {
    [parts.tm_hour, parts.tm_min, parts.tm_sec].map { Self.padded(Int($0), 2) }.joined(separator: ":")
  }

  private static func padded(_ value: Int, _ width: Int) -> String {
    let digits = String(value)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }
}
