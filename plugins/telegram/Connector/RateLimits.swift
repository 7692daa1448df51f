import ConnectorSDK
import Synchronization

/// Tells whether a 429 is about one chat or about the bot.
///
/// Telegram does not say which of its limits was reached. One chat alone has reached its own; a second one, while the first
/// still has to wait, shows that it is the bot's.
final class RateLimits: Sendable {
  /// No wait counts for longer, in seconds: what an answer says may be any number.
  private static let longestWait: Int64 = 7 * 86_400

  private let last = Mutex<(chat: String, until: Int64)?>(nil)

  /// The same error with the scope that it has. `now`: microseconds, monotonic.
  func judge(_ error: ConnectorError, chat: String, now: Int64) -> ConnectorError {
    guard error.code == .rateLimited else { return error }
    let wait = min(error.retryAfter?.components.seconds ?? 1, Self.longestWait) * 1_000_000
    let isBot = last.withLock { last in
      defer { last = (chat, now + wait) }
      guard let last else { return false }
      return last.chat != chat && last.until > now
    }
    var error = error
    if isBot { error.scope = .instance }
    return error
  }
}
