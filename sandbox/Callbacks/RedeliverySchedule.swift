/// How long a platform waits before it sends a callback again, and when it gives up.
enum RedeliverySchedule: Sendable {
  /// At once, then 2, 4, 8, 16, 32 s, then every 60 to 120 s, for 24 hours.
  case telegram
  /// At once, then after 1 s and twice as long each time, up to an hour, a tenth more or less, for 7 days.
  case whatsapp
  /// As WhatsApp's, but for an hour; then the app is no longer subscribed to the page.
  case messenger
  /// As WhatsApp's, but for 36 hours.
  case instagram

  /// Milliseconds for which a callback is kept.
  var lifetime: Int64 {
    switch self {
    case .telegram: 24 * 3_600_000
    case .whatsapp: 7 * 24 * 3_600_000
    case .messenger: 3_600_000
    case .instagram: 36 * 3_600_000
    }
  }

  /// Milliseconds until the next attempt.
  ///
  /// - Parameters:
  ///   - failures: attempts that have failed, 1 or more.
  ///   - retryAfter: what the receiver asked for, in seconds; Telegram obeys 0 to 3600, Meta does not look at it.
  func delay(failures: Int, retryAfter: Int?, using random: inout SeededGenerator) -> Int64 {
    switch self {
    case .telegram:
      if let retryAfter, (0...3600).contains(retryAfter) { return Int64(retryAfter) * 1000 }
      if failures <= 1 { return 0 }
      if failures <= 6 { return 1000 << Int64(failures - 1) }
      return Int64.random(in: 60_000...120_000, using: &random)
    case .whatsapp, .messenger, .instagram:
      if failures <= 1 { return 0 }
      let full: Int64 = min(3_600_000, 1000 << Int64(min(failures - 2, 20)))
      return full + Int64.random(in: (-full / 10)...(full / 10), using: &random)
    }
  }
}
