import Testing

@testable import Connectors

struct CrashPolicyTests {
  /// Draws what neither shortens nor prolongs a wait.
  private static let even = 0.5

  @Test func startsAgainAtOnceAfterTheFirstCrash() {
    var policy = CrashPolicy()
    #expect(policy.crashed(after: .seconds(3), random: Self.even) == .restart(after: .zero))
  }

  @Test func waitsTwiceAsLongAfterEachFurtherCrash() {
    var policy = CrashPolicy()
    let delays = (0..<9).map { _ in policy.crashed(after: .zero, random: Self.even).delay }
    #expect(delays == [0, 0.25, 0.5, 1, 2, 4, 8, 16, 32].map { .seconds($0) })
  }

  @Test func waitsAMinuteAtMost() {
    var policy = CrashPolicy(.init(quarantineAfter: .max))
    for _ in 0..<200 { #expect(policy.crashed(after: .zero, random: 1).delay <= .seconds(72)) }
    #expect(policy.crashed(after: .zero, random: Self.even) == .restart(after: .seconds(60)))
  }

  @Test func aLifeOfAMinuteIsForgiven() {
    var policy = CrashPolicy()
    for _ in 0..<7 { _ = policy.crashed(after: .zero, random: Self.even) }
    #expect(policy.crashed(after: .seconds(60), random: Self.even) == .restart(after: .zero))
    #expect(policy.streak == 1)
  }

  @Test func tenCrashesInARowAreTooMany() {
    var policy = CrashPolicy()
    for _ in 0..<9 { _ = policy.crashed(after: .seconds(1), random: Self.even) }
    #expect(!policy.isQuarantined)
    #expect(policy.crashed(after: .seconds(1), random: Self.even) == .quarantine(probeAfter: .seconds(300)))
    #expect(policy.isProbing(after: .seconds(1)))
    #expect(!policy.isProbing(after: .seconds(61)))
    #expect(policy.crashed(after: .seconds(1), random: Self.even) == .quarantine(probeAfter: .seconds(600)))
  }

  @Test func comesOutOfQuarantineByLiving() {
    var policy = CrashPolicy()
    for _ in 0..<12 { _ = policy.crashed(after: .zero, random: Self.even) }
    #expect(policy.crashed(after: .seconds(90), random: Self.even) == .restart(after: .zero))
    #expect(!policy.isQuarantined)
  }

  /// A process that crashes whenever it is started, for an hour; and one that is made to, a thousand times.
  @Test(arguments: [1, 2, 3] as [UInt64]) func anHourOfCrashesIsAHandfulOfStarts(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    var policy = CrashPolicy()
    var time = Duration.zero
    var starts = 0
    while time < .seconds(3_600) {
      starts += 1
      time +=
        .milliseconds(1) + policy.crashed(after: .milliseconds(1), random: .random(in: 0...1, using: &generator)).delay
    }
    #expect((11...16).contains(starts))
    for _ in 0..<1_000 {
      let delay = policy.crashed(after: .milliseconds(3_600), random: .random(in: 0...1, using: &generator)).delay
      #expect(delay >= .zero && delay <= .seconds(2_160))
    }
    #expect(policy.crashes == UInt64(starts) + 1_000)
    #expect(policy.isQuarantined)
  }
}
