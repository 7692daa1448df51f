import Connectors
import Model
import Testing

@testable import Gateway

@Suite struct OutcomeRuleTests {
  static let time = LaneSchedulerTests.time
  static let schedule = RetrySchedule(delays: [.seconds(1), .seconds(2)], maxAttempts: 3, jitter: 0)

  static func apply(
    _ result: SendResult, attempts: Int16 = 0, idempotent: Bool = false, uncertain: UncertainSends = .retry,
    mayHaveBeenSent: Bool = false
  ) -> (delivery: Delivery, disposition: OutcomeRule.Disposition) {
    var delivery = LaneSchedulerTests.item(1).delivery
    delivery.attempts = attempts
    let rule = OutcomeRule(schedule: schedule, isIdempotent: idempotent, uncertain: uncertain)
    let disposition = rule.apply(
      result, to: &delivery, mayHaveBeenSent: mayHaveBeenSent, at: time, random: 0.5)
    return (delivery, disposition)
  }

  @Test func successIsSentWithThePlatformsName() {
    let (delivery, disposition) = Self.apply(SendResult(code: 0, remoteID: "wamid.1"))
    #expect(delivery.status == .sent)
    #expect(delivery.externalMessageID == "wamid.1")
    #expect(delivery.attempts == 1)
    #expect(disposition == .done)
  }

  @Test func aFailedTryIsRepeatedByTheScheduleUntilItIsUsedUp() {
    var (delivery, disposition) = Self.apply(SendResult(code: 100, detail: "no route"))
    #expect(delivery.status == .pending && delivery.attempts == 1)
    #expect(disposition == .again(after: .seconds(1)))
    #expect(delivery.nextAttemptAt == Self.time.advanced(by: .seconds(1)))
    (delivery, disposition) = Self.apply(SendResult(code: 100, detail: "no route"), attempts: 2)
    #expect(delivery.status == .failed && delivery.reason == "attempts_exhausted" && delivery.detail == "no route")
    #expect(disposition == .done)
  }

  @Test func aPermanentFailureIsNotRepeated() {
    let (delivery, disposition) = Self.apply(SendResult(code: 200, detail: "blocked"))
    #expect(delivery.status == .failed && delivery.reason == "connector.permanent")
    #expect(disposition == .done)
  }

  @Test func aCrashIsRepeatedWithoutCountingUntilTheMessageIsWhy() {
    var crash = SendResult(code: 400, detail: "its process was killed")
    crash.hasCrashed = true
    #expect(crash.breakerVerdict == .neutral)
    let repeated = Self.apply(crash, attempts: 2)
    #expect(repeated.delivery.status == .pending && repeated.delivery.attempts == 2)
    #expect(repeated.delivery.possibleDuplicate)
    #expect(repeated.disposition == .again(after: .seconds(1)))
    #expect(Self.apply(crash, idempotent: true).delivery.possibleDuplicate == false)
    #expect(Self.apply(crash, uncertain: .park).delivery.reason == "outcome_unknown")
    crash.code = 200
    let given = Self.apply(crash)
    #expect(given.delivery.status == .failed && given.delivery.reason == "connector_crashed")
    #expect(given.disposition == .done)
  }

  @Test func aRateLimitAndAPauseConsumeNoAttempt() {
    let limited = Self.apply(SendResult(code: 101, retryAfter: .seconds(7)))
    #expect(limited.delivery.attempts == 0 && limited.disposition == .again(after: .seconds(7)))
    let paused = Self.apply(SendResult(code: 300, detail: "token revoked"))
    #expect(paused.delivery.attempts == 0 && paused.delivery.status == .pending)
    #expect(paused.disposition == .again(after: AccountGate.pause))
  }

  @Test func anUnknownOutcomeIsRepeatedAndSaysThatItMayArriveTwice() {
    let (delivery, _) = Self.apply(SendResult(code: 400))
    #expect(delivery.status == .pending && delivery.possibleDuplicate && delivery.attempts == 1)
  }

  @Test func anUnknownOutcomeOnAnIdempotentPlatformIsNoDuplicate() {
    #expect(!Self.apply(SendResult(code: 400), idempotent: true).delivery.possibleDuplicate)
  }

  @Test func anUnknownOutcomeIsGivenUpWhereTheOperatorWantsAtMostOnce() {
    let (delivery, disposition) = Self.apply(SendResult(code: 400), uncertain: .park)
    #expect(delivery.status == .failed && delivery.reason == "outcome_unknown")
    #expect(disposition == .done)
  }

  @Test func aHostWithoutRoomConsumesNoAttempt() {
    let (delivery, disposition) = Self.apply(SendResult(code: 100, reachedConnector: false))
    #expect(delivery.attempts == 0)
    #expect(disposition == .again(after: OutcomeRule.hostBusyDelay))
  }

  @Test func aSendAfterATakeOverMayBeTheSecond() {
    #expect(Self.apply(SendResult(code: 0), mayHaveBeenSent: true).delivery.possibleDuplicate)
  }

  @Test func aReceiptThatCameFirstIsNotUndone() {
    var delivery = LaneSchedulerTests.item(1).delivery
    _ = delivery.advance(to: .read, at: Self.time)
    let rule = OutcomeRule(schedule: Self.schedule, isIdempotent: false, uncertain: .retry)
    let disposition = rule.apply(
      SendResult(code: 0, remoteID: "r"), to: &delivery, mayHaveBeenSent: false, at: Self.time, random: 0)
    #expect(delivery.status == .read && delivery.externalMessageID == "r" && disposition == .done)
  }
}
