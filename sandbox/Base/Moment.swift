#if canImport(Glibc)
  import Glibc
#endif

/// A point in time: milliseconds since 1970 in UTC.
struct Moment: Hashable, Comparable, Sendable {
  var milliseconds: Int64

  init(milliseconds: Int64) {
    self.milliseconds = milliseconds
  }

  init(seconds: Int64) {
    milliseconds = seconds * 1000
  }

  /// Whole seconds since 1970, which is what both platforms write.
  var seconds: Int64 { milliseconds / 1000 }

  static func < (left: Moment, right: Moment) -> Bool { left.milliseconds < right.milliseconds }

  static func + (moment: Moment, milliseconds: Int64) -> Moment {
    Moment(milliseconds: moment.milliseconds + milliseconds)
  }

  /// Milliseconds from `right` to `left`.
  static func - (left: Moment, right: Moment) -> Int64 { left.milliseconds - right.milliseconds }

  /// The time of day as `14:03:21`, in the machine's time zone.
  var timeOfDay: String {
    var seconds = time_t(self.seconds)
    var parts = tm()
    localtime_r(&seconds, &parts)
    return [parts.tm_hour, parts.tm_min, parts.tm_sec].map { $0 < 10 ? "0\($0)" : "\($0)" }.joined(separator: ":")
  }
}
