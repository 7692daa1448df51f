import Testing

@testable import sandbox

@Suite struct TelegramRatesTests {
  private static let start = Moment(seconds: 1_787_000_000)

  /// A bot that sends, and the seconds that it is told to wait.
  private struct Caller {
    var rates = TelegramRates(now: start)

    mutating func wait(_ chat: Int64, at now: Moment = start) -> Int? {
      do throws(TelegramError) {
        try rates.check(chat: chat, now: now)
        return nil
      } catch {
        return error.retryAfter
      }
    }
  }

  @Test func letsAShortBurstIntoAChatAndThenOneASecond() {
    var bot = Caller()
    for _ in 1...20 { #expect(bot.wait(5) == nil) }
    #expect(bot.wait(5) == 1)
    #expect(bot.wait(6) == nil)
    #expect(bot.wait(5, at: Self.start + 1000) == nil)
  }

  @Test func letsTwentyAMinuteIntoAGroup() {
    var bot = Caller()
    for _ in 1...20 { #expect(bot.wait(-5) == nil) }
    #expect(bot.wait(-5) == 3)
    #expect(bot.wait(-5, at: Self.start + 3000) == nil)
  }

  @Test func letsThirtyASecondOutOfABot() {
    var bot = Caller()
    for chat in 1...30 { #expect(bot.wait(Int64(chat)) == nil) }
    #expect(bot.wait(31) == 1)
    #expect(bot.wait(31, at: Self.start + 1000) == nil)
  }

  @Test func makesWhoeverDoesNotListenWaitLonger() {
    var bot = Caller()
    for _ in 1...21 { _ = bot.wait(5) }
    #expect(bot.wait(5) == 2)
    #expect(bot.wait(5) == 3)
    for _ in 1...100 { _ = bot.wait(5) }
    #expect(bot.wait(5) == 60)
  }

  @Test func forgetsBucketsThatAreFullAgain() {
    var buckets = BucketMap<Int>(perSecond: 1, burst: 1)
    for key in 0..<5000 { #expect(buckets.take(key, now: Self.start + Int64(key) * 10) == nil) }
    #expect(buckets.take(4999, now: Self.start + 49_990) == 1000)
  }
}
