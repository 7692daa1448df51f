import Testing

@testable import sandbox

@Suite struct RedeliveryScheduleTests {
  @Test(arguments: zip(1...6, [0, 2000, 4000, 8000, 16_000, 32_000] as [Int64]))
  func repeatsTelegramsUpdatesAtOnceAndThenDoubles(failures: Int, delay: Int64) {
    var random = SeededGenerator(seed: 1)
    #expect(RedeliverySchedule.telegram.delay(failures: failures, retryAfter: nil, using: &random) == delay)
  }

  @Test func repeatsTelegramsUpdatesEveryMinuteOrTwoLater() {
    var random = SeededGenerator(seed: 1)
    let delays = (7...200).map { RedeliverySchedule.telegram.delay(failures: $0, retryAfter: nil, using: &random) }
    #expect(delays.allSatisfy { (60_000...120_000).contains($0) })
    #expect(Set(delays).count > 10)
  }

  @Test func letsTheReceiverOfTelegramsUpdatesChooseUpToAnHour() {
    var random = SeededGenerator(seed: 1)
    #expect(RedeliverySchedule.telegram.delay(failures: 1, retryAfter: 3600, using: &random) == 3_600_000)
    #expect(RedeliverySchedule.telegram.delay(failures: 2, retryAfter: 3601, using: &random) == 2000)
    #expect(RedeliverySchedule.telegram.delay(failures: 2, retryAfter: -1, using: &random) == 2000)
  }

  @Test func growsWhatsAppsDelaysUpToAnHour() {
    var random = SeededGenerator(seed: 1)
    var delays = (1...40).map { RedeliverySchedule.whatsapp.delay(failures: $0, retryAfter: 5, using: &random) }
    #expect(delays.removeFirst() == 0)
    #expect((900...1100).contains(delays[0]))
    #expect((1800...2200).contains(delays[1]))
    #expect(delays.allSatisfy { $0 <= 3_960_000 })
    #expect((3_240_000...3_960_000).contains(delays[38]))
  }

  @Test func keepsTelegramsUpdatesForADayAndWhatsAppsForAWeek() {
    #expect(RedeliverySchedule.telegram.lifetime == 86_400_000)
    #expect(RedeliverySchedule.whatsapp.lifetime == 7 * 86_400_000)
  }

  @Test func keepsMessengersUpdatesForAnHourAndInstagramsForADayAndAHalf() {
    #expect(RedeliverySchedule.messenger.lifetime == 3_600_000)
    #expect(RedeliverySchedule.instagram.lifetime == 36 * 3_600_000)
    var random = SeededGenerator(seed: 1)
    #expect(RedeliverySchedule.messenger.delay(failures: 1, retryAfter: nil, using: &random) == 0)
  }
}
