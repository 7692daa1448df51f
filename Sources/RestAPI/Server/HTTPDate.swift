import Model
import Synchronization

/// The value of the Date header (RFC 9110, section 6.6.1), made once a second.
final class HTTPDate: Sendable {
  private struct Entry: Sendable {
    var second: Int64
    var text: String
  }

  private let latest = Mutex(Entry(second: .min, text: ""))

  func text(at time: Timestamp) -> String {
    let second = time.microseconds / 1_000_000
    return latest.withLock { latest in
      if latest.second != second { latest = Entry(second: second, text: Self.format(second: second)) }
      return latest.text
    }
  }

  /// Such as `Sun, 06 Nov 1994 08:49:37 GMT`.
  static func format(second: Int64) -> String {
    // The parts of RFC 3339 stand at fixed places: 1994-11-06T08:49:37.
    let text = Array(Timestamp(microseconds: second * 1_000_000).description.utf8.prefix(19))
    func part(_ range: Range<Int>) -> String { String(decoding: text[range], as: UTF8.self) }
    let days = Int((second.quotientAndRemainder(dividingBy: 86_400).quotient))
    let month = Int(part(5..<7)).map { months[$0 - 1] } ?? ""
    return "\(weekdays[(days % 7 + 7 + 4) % 7]), \(part(8..<10)) \(month) \(part(0..<4)) \(part(11..<19)) GMT"
  }

  private static let weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
  private static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]
}
