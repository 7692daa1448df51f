import Testing

@testable import Connectors

struct LinkPolicyTests {
  @Test func aHostThatIsAwayIsTriedForEver() {
    var policy = CrashPolicy(.links)
    for _ in 0..<10_000 {
      let verdict = policy.crashed(after: .zero, random: 1)
      guard case .restart(let delay) = verdict else {
        Issue.record("\(verdict)")
        return
      }
      #expect(delay <= .seconds(30))
    }
    #expect(!policy.isQuarantined)
  }

  @Test func aLinkThatHeldIsMadeAgainAtOnce() {
    var policy = CrashPolicy(.links)
    for _ in 0..<5 { _ = policy.crashed(after: .zero, random: 0.5) }
    #expect(policy.crashed(after: .seconds(10), random: 0.5) == .restart(after: .zero))
  }

  @Test func whatHappensToALinkIsNoCrash() {
    for ending in [ChildEnding.unlinked("h:1: connection refused"), .linkLost("h:1: closed"), .left] {
      #expect(ending.isLinkFault)
    }
    for ending in [ChildEnding.killed(signal: 11), .silent, .hung, .exited(1)] { #expect(!ending.isLinkFault) }
  }
}
