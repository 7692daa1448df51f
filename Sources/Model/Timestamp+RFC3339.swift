// Written here, not with Foundation's formatters: every message of a history page carries several timestamps.
extension Timestamp: CustomStringConvertible {
  /// RFC 3339 in UTC with six digits of a second, such as `2026-01-31T09:30:00.123456Z`.
  public var description: String {
    var text = ""
    withRFC3339 { text = String(decoding: $0, as: UTF8.self) }
    return text
  }

  /// The first and the last moment that RFC 3339 has a text for, in microseconds since 1970: the years 0001 to 9999.
  public static let writable: ClosedRange<Int64> = -62_135_596_800_000_000...253_402_300_799_999_999

  /// Gives `body` the text of ``description`` in memory that is good for the call: 27 ASCII characters. What lies
  /// outside of ``writable`` is written as its nearest moment.
  public func withRFC3339(_ body: (UnsafeBufferPointer<UInt8>) -> Void) {
    let microseconds = min(max(self.microseconds, Self.writable.lowerBound), Self.writable.upperBound)
    let day = microseconds.flooredQuotient(by: 86_400_000_000)
    var rest = microseconds - day * 86_400_000_000
    let date = CivilDate(daysSince1970: day)
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 32) { buffer in
      var end = 0
      func put(_ value: Int64, _ width: Int, _ suffix: Unicode.Scalar) {
        var rest = value
        for index in (0..<width).reversed() {
          buffer[end + index] = UInt8(ascii: "0") + UInt8(rest % 10)
          rest /= 10
        }
        buffer[end + width] = UInt8(ascii: suffix)
        end += width + 1
      }
      put(date.year, 4, "-")
      put(date.month, 2, "-")
      put(date.day, 2, "T")
      put(rest / 3_600_000_000, 2, ":")
      rest %= 3_600_000_000
      put(rest / 60_000_000, 2, ":")
      rest %= 60_000_000
      put(rest / 1_000_000, 2, ".")
      put(rest % 1_000_000, 6, "Z")
      body(UnsafeBufferPointer(rebasing: buffer[..<end]))
    }
  }

  /// Reads RFC 3339 (section 5.6) with any offset and any number of fractional digits, of which six are kept.
  /// Nil for anything else; a leap second counts as the second before it; years from 0001 to 9999.
  public init?(rfc3339 text: String) {
    var scanner = Scanner(text.utf8)
    guard let year = scanner.digits(4), scanner.skip("-"), let month = scanner.digits(2), scanner.skip("-"),
      let day = scanner.digits(2), scanner.skip("T") || scanner.skip("t") || scanner.skip(" "),
      let hour = scanner.digits(2), scanner.skip(":"), let minute = scanner.digits(2), scanner.skip(":"),
      let second = scanner.digits(2), year >= 1, hour < 24, minute < 60, second <= 60,
      let date = CivilDate(year: year, month: month, day: day)
    else { return nil }
    var fraction: Int64 = 0
    if scanner.skip(".") {
      guard let value = scanner.fraction() else { return nil }
      fraction = value
    }
    var offset: Int64 = 0
    if !(scanner.skip("Z") || scanner.skip("z")) {
      let sign: Int64
      if scanner.skip("+") { sign = 1 } else if scanner.skip("-") { sign = -1 } else { return nil }
      guard let hours = scanner.digits(2), scanner.skip(":"), let minutes = scanner.digits(2), hours < 24, minutes < 60
      else { return nil }
      offset = sign * (hours * 3600 + minutes * 60)
    }
    guard scanner.isAtEnd else { return nil }
    let seconds = date.daysSince1970 * 86_400 + hour * 3600 + minute * 60 + min(second, 59) - offset
    self.init(microseconds: seconds * 1_000_000 + fraction)
  }
}

/// A day of the proleptic Gregorian calendar. The conversions are Howard Hinnant's `days_from_civil` and
/// `civil_from_days`, which count years from March so that the leap day comes last.
private struct CivilDate {
  var year: Int64
  var month: Int64
  var day: Int64

  init?(year: Int64, month: Int64, day: Int64) {
    self.year = year
    self.month = month
    self.day = day
    guard (1...12).contains(month), (1...31).contains(day) else { return nil }
    let normal = CivilDate(daysSince1970: daysSince1970)
    guard normal.month == month, normal.day == day else { return nil }
  }

  init(daysSince1970: Int64) {
    let shifted = daysSince1970 + 719_468
    let era = shifted.flooredQuotient(by: 146_097)
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthFromMarch = (5 * dayOfYear + 2) / 153
    day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
    month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
    year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  }

  var daysSince1970: Int64 {
    let shiftedYear = month <= 2 ? year - 1 : year
    let era = shiftedYear.flooredQuotient(by: 400)
    let yearOfEra = shiftedYear - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }
}

private struct Scanner {
  private var rest: Substring.UTF8View

  init(_ text: String.UTF8View) {
    rest = text[...]
  }

  var isAtEnd: Bool { rest.isEmpty }

  mutating func skip(_ character: Unicode.Scalar) -> Bool {
    guard rest.first == UInt8(ascii: character) else { return false }
    rest.removeFirst()
    return true
  }

  mutating func digits(_ count: Int) -> Int64? {
    var value: Int64 = 0
    for _ in 0..<count {
      guard let digit = digit() else { return nil }
      value = value * 10 + digit
    }
    return value
  }

  mutating func fraction() -> Int64? {
    var value: Int64 = 0
    var count = 0
    while let digit = digit() {
      if count < 6 { value = value * 10 + digit }
      count += 1
    }
    guard count > 0 else { return nil }
    for _ in min(count, 6)..<6 { value *= 10 }
    return value
  }

  private mutating func digit() -> Int64? {
    guard let byte = rest.first, byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") else { return nil }
    rest.removeFirst()
    return Int64(byte - UInt8(ascii: "0"))
  }
}

extension Int64 {
  fileprivate func flooredQuotient(by divisor: Int64) -> Int64 {
    let quotient = self / divisor
    return self % divisor < 0 ? quotient - 1 : quotient
  }
}
