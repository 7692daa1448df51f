public import Model

/// The Retry-After field of an answer: seconds, or a date of HTTP (RFC 9110, section 10.2.3).
public enum RetryAfter {
  /// Nil for what is neither. A date in the past is no wait.
  public static func parse(_ text: String, now: Timestamp) -> Duration? {
    let text = text.filter { $0 != "\t" }.split(separator: " ").joined(separator: " ")
    if !text.isEmpty, text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) {
      // More digits than a day has seconds: as long as it may be.
      return text.utf8.count > 9 ? .seconds(1_000_000_000) : .seconds(Int64(text) ?? 0)
    }
    guard let date = date(text) else { return nil }
    return max(.zero, date.duration(since: now))
  }

  private static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]

  /// The three forms that recipients must take: IMF-fixdate, RFC 850, asctime.
  private static func date(_ text: String) -> Timestamp? {
    var parts = text.split(whereSeparator: { $0 == " " || $0 == "-" }).map(String.init)
    guard parts.count >= 5 else { return nil }
    parts.removeFirst()
    let isAsctime = parts.count == 4 && months.contains(parts[0])
    let (day, month, year, clock) =
      isAsctime ? (parts[1], parts[0], parts[3], parts[2]) : (parts[0], parts[1], parts[2], parts[3])
    guard isAsctime || (parts.count == 5 && parts[4] == "GMT"), let number = months.firstIndex(of: month),
      let day = Int(day), var year = Int(year)
    else { return nil }
    if !isAsctime, year < 100 { year += year < 70 ? 2000 : 1900 }
    func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
    guard (1000...9999).contains(year), (1...31).contains(day), clock.utf8.count == 8 else { return nil }
    return Timestamp(rfc3339: "\(year)-\(two(number + 1))-\(two(day))T\(clock)Z")
  }
}
