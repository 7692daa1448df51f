/// When something happened on a platform, as far as a connector can be believed.
enum EventTime {
  /// The years 0001 to 9999, in microseconds since 1970: other times cannot be told to anybody.
  private static let tellable: ClosedRange<Int64> = -62_135_596_800_000_000...253_402_300_799_999_999

  /// What counts where a connector told `time`; 0, and what cannot be a time, is `otherwise`.
  static func plausible(_ time: Int64, otherwise: @autoclosure () -> Int64) -> Int64 {
    time != 0 && tellable.contains(time) ? time : otherwise()
  }

  /// The nearest time that can be told.
  static func nearest(_ time: Int64) -> Int64 {
    min(max(time, tellable.lowerBound), tellable.upperBound)
  }
}
