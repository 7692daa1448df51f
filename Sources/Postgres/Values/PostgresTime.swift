/// PostgreSQL counts microseconds from 2000-01-01 00:00 UTC, this library from 1970.
enum PostgresTime {
  private static let epochOffset: Int64 = 946_684_800_000_000

  /// Infinities and instants that PostgreSQL cannot hold stay at the ends of the range.
  static func toServer(_ microsecondsSince1970: Int64) -> Int64 {
    if microsecondsSince1970 == .max { return .max }
    let (value, overflow) = microsecondsSince1970.subtractingReportingOverflow(epochOffset)
    return overflow ? .min : value
  }

  static func fromServer(_ microsecondsSince2000: Int64) -> Int64 {
    if microsecondsSince2000 == .min { return .min }
    let (value, overflow) = microsecondsSince2000.addingReportingOverflow(epochOffset)
    return overflow ? .max : value
  }
}
