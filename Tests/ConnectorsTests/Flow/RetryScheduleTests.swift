import Connectors
import Testing

struct RetryScheduleTests {
  @Test func waitsOneTwoFourEightSecondsAndGivesUpAfterFiveAttempts() {
    let schedule = RetrySchedule()
    let waits = (1...6).map { schedule.delay(after: $0, random: 0.5) }
    #expect(waits == [.seconds(1), .seconds(2), .seconds(4), .seconds(8), nil, nil])
  }

  @Test func repeatsTheLastWait() {
    let schedule = RetrySchedule(delays: [.seconds(1), .seconds(3)], maxAttempts: 6, jitter: 0)
    #expect((1...5).map { schedule.delay(after: $0, random: 0) } == [1, 3, 3, 3, 3].map { .seconds($0) })
  }

  @Test func neverTriesEarlierThanThePlatformAsked() {
    let schedule = RetrySchedule()
    #expect(schedule.delay(after: 1, retryAfter: .seconds(30), random: 0) == .seconds(30))
    #expect(schedule.delay(after: 4, retryAfter: .seconds(1), random: 0.5) == .seconds(8))
  }

  @Test(arguments: [0, 0.25, 0.5, 0.999]) func staysWithinTheJitter(random: Double) throws {
    let wait = try #require(RetrySchedule(jitter: 0.2).delay(after: 3, random: random))
    #expect(wait >= .milliseconds(3_199) && wait <= .milliseconds(4_801))
  }

  @Test func neverTriesAgainWithASingleAttempt() {
    #expect(RetrySchedule(maxAttempts: 1).delay(after: 1, random: 0) == nil)
  }

  @Test func waitsNotAtAllWithoutDelays() {
    #expect(RetrySchedule(delays: []).delay(after: 1, random: 0.3) == .zero)
  }
}
