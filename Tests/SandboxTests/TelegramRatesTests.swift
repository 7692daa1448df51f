import Testing

@testable import sandbox

@Suite struct TelegramRatesTests {
  private static let start = Moment(seconds: 1_787_000_000)

  private func wait(_ rates: inout TelegramRates, _ chat: Int64, at now: Moment = start) -> Int? {
    do throws(TelegramError) {
      try rates.check(chat: chat, now: now)
      return nil
    } catch {
      return error.retryAfter
    }
  }

  @Test func letsAShortBurstIntoAChatAndThenOneASecond() {
    var rates = TelegramRates(now: Self.start)
    for _ in 1...20 { #expect(wait(&rates, 5) == nil) }
    #expect(wait(&rates, 5) == 1)
    #expect(wait(&rates, 6) == nil)
    #expect(wait(&rates, 5, at: Self.start + 1000) == nil)
  }

  @Test func letsTwentyAMinuteIntoAGroup() {
    var rates = TelegramRates(now: Self.start)
    for _ in 1...20 { #expect(wait(&rates, -5) == nil) }
    #expect(wait(&rates, -5) == 3)
    #expect(wait(&rates, -5, at: Self.start + 3000) == nil)
  }

  @Test func letsThirtyASecondOutOfABot() {
    var rates = TelegramRates(now: Self.start)
    for chat in 1...30 { #expect(wait(&rates, Int64(chat)) == nil) }
    #expect(wait(&rates, 31) == 1)
    #expect(wait(&rates, 31, at: Self.start + 1000) == nil)
  }

  @Test func makesWhoeverDoesNotListenWaitLonger() {
    var rates = TelegramRates(now: Self.start)
    for _ in 1...21 { _ = wait(&rates, 5) }
    #expect(wait(&rates, 5) == 2)
    #expect(wait(&rates, 5) == 3)
    for _ in 1...100 { _ = wait(&rates, 5) }
    #expect(wait(&rates, 5) == 60)
  }

  @Test func forgetsBucketsThatAreFullAgain() {
    var buckets = BucketMap<Int>(perSecond: 1, burst: 1)
    for key in 0..<5000 { #expect(buckets.take(key, now: Self.start + Int64(key) * 10) == nil) }
    #expect(buckets.take(4999, now: Self.start + 49_990) == 1000)
  }
}
