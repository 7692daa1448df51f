/// What a bot may send: 30 messages a second in all, one a second to a chat after a short burst, 20 a minute to a group.
///
/// Who goes on sending in spite of a 429 waits longer.
struct TelegramRates: Sendable {
  /// Milliseconds that each ignored answer adds, and what they may come to.
  private static let penalty: Int64 = 1000
  private static let longestBan: Int64 = 60_000

  private var bot: TokenBucket
  private var chats = BucketMap<Int64>(perSecond: 1, burst: 20)
  private var groups = BucketMap<Int64>(perSecond: 20.0 / 60, burst: 20)
  private var bans: [Int64: Moment] = [:]

  init(now: Moment) {
    bot = TokenBucket(perSecond: 30, burst: 30, now: now)
  }

  mutating func check(chat: Int64, now: Moment) throws(TelegramError) {
    if let until = bans[chat] {
      if until > now {
        let longer = min(until + Self.penalty, now + Self.longestBan)
        bans[chat] = longer
        throw .tooMany(Self.seconds(longer - now))
      }
      bans[chat] = nil
    }
    if let wait = chat < 0 ? groups.take(chat, now: now) : chats.take(chat, now: now) {
      if bans.count > 10_000 { bans = bans.filter { $0.value > now } }
      bans[chat] = now + wait
      throw .tooMany(Self.seconds(wait))
    }
    if let wait = bot.take(now: now) { throw .tooMany(Self.seconds(wait)) }
  }

  private static func seconds(_ milliseconds: Int64) -> Int { Int((milliseconds + 999) / 1000) }
}
