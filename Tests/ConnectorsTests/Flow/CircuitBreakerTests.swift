import Connectors
import Testing

struct CircuitBreakerTests {
  let start = ContinuousClock.now

  private func pass(_ admission: CircuitBreaker.Admission) throws -> CircuitBreaker.Pass {
    guard case .admitted(let pass) = admission else { throw Refused() }
    return pass
  }

  struct Refused: Error {}

  private func opened() throws -> CircuitBreaker {
    var breaker = CircuitBreaker()
    for _ in 0..<5 { breaker.record(.failure, of: try pass(breaker.admit(at: start)), at: start) }
    return breaker
  }

  @Test func opensAfterFiveFailuresInARow() throws {
    var breaker = CircuitBreaker()
    for failure in 1...5 {
      #expect(breaker.state(at: start) == .closed, "after \(failure - 1) failures")
      breaker.record(.failure, of: try pass(breaker.admit(at: start)), at: start)
    }
    #expect(breaker.state(at: start) == .open)
    #expect(breaker.admit(at: start + .seconds(59)) == .refused(retryAfter: .seconds(1)))
  }

  @Test func startsCountingAgainAfterASuccess() throws {
    var breaker = CircuitBreaker()
    for _ in 0..<10 {
      for _ in 0..<4 { breaker.record(.failure, of: try pass(breaker.admit(at: start)), at: start) }
      breaker.record(.success, of: try pass(breaker.admit(at: start)), at: start)
    }
    #expect(breaker.state(at: start) == .closed)
  }

  @Test func countsNothingForNeutralResults() throws {
    var breaker = CircuitBreaker()
    for _ in 0..<4 { breaker.record(.failure, of: try pass(breaker.admit(at: start)), at: start) }
    for _ in 0..<9 { breaker.record(.neutral, of: try pass(breaker.admit(at: start)), at: start) }
    #expect(breaker.state(at: start) == .closed)
    breaker.record(.failure, of: try pass(breaker.admit(at: start)), at: start)
    #expect(breaker.state(at: start) == .open)
  }

  @Test func letsOneProbeThroughAfterSixtySeconds() throws {
    var breaker = try opened()
    let later = start + .seconds(60)
    #expect(breaker.state(at: later) == .halfOpen)
    let probe = try pass(breaker.admit(at: later))
    #expect(breaker.admit(at: later) == .refused(retryAfter: .zero))
    breaker.record(.success, of: probe, at: later)
    #expect(breaker.state(at: later) == .closed)
  }

  @Test func opensAgainWhenTheProbeFails() throws {
    var breaker = try opened()
    let later = start + .seconds(60)
    breaker.record(.failure, of: try pass(breaker.admit(at: later)), at: later)
    #expect(breaker.admit(at: later + .seconds(1)) == .refused(retryAfter: .seconds(59)))
  }

  @Test func triesAnotherProbeWhenOneSaysNothing() throws {
    var breaker = try opened()
    let later = start + .seconds(60)
    breaker.record(.neutral, of: try pass(breaker.admit(at: later)), at: later)
    #expect(throws: Never.self) { try pass(breaker.admit(at: later)) }
  }

  @Test func ignoresLateResultsOfAnEarlierPhase() throws {
    var breaker = CircuitBreaker()
    let slow = try pass(breaker.admit(at: start))
    for _ in 0..<5 { breaker.record(.failure, of: try pass(breaker.admit(at: start)), at: start) }
    breaker.record(.success, of: slow, at: start + .seconds(1))
    #expect(breaker.state(at: start + .seconds(1)) == .open)
    let later = start + .seconds(61)
    let probe = try pass(breaker.admit(at: later))
    breaker.record(.failure, of: slow, at: later)
    #expect(breaker.state(at: later) == .halfOpen)
    breaker.record(.success, of: probe, at: later)
    #expect(breaker.state(at: later) == .closed)
  }

  /// Whatever happens: never more than one probe at a time, nothing admitted while open, and always a way back.
  @Test(arguments: 0..<50) func keepsItsPromisesUnderRandomEvents(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    var breaker = CircuitBreaker(.init(failureThreshold: Int.random(in: 1...6, using: &random), openFor: .seconds(10)))
    var now = start
    var outstanding: [CircuitBreaker.Pass] = []
    var openedAt: ContinuousClock.Instant?
    for _ in 0..<2_000 {
      now += .milliseconds(Int.random(in: 0...3_000, using: &random))
      let before = breaker.state(at: now)
      if Bool.random(using: &random) {
        switch breaker.admit(at: now) {
        case .admitted(let pass):
          #expect(before != .open)
          if before == .closed { outstanding.append(pass) } else { outstanding = [pass] }
        case .refused(let wait):
          #expect(before != .closed)
          if before == .open, let openedAt { #expect(now + wait == openedAt + .seconds(10)) }
        }
      } else if let index = outstanding.indices.randomElement(using: &random) {
        let verdict = [CircuitBreaker.Verdict.success, .failure, .failure, .neutral].randomElement(using: &random)!
        breaker.record(verdict, of: outstanding.remove(at: index), at: now)
        if breaker.state(at: now) == .open, before != .open {
          openedAt = now
          outstanding = []
        }
      }
    }
    now += .seconds(10)
    for pass in outstanding { breaker.record(.success, of: pass, at: now) }
    if breaker.state(at: now) == .halfOpen { breaker.record(.success, of: try pass(breaker.admit(at: now)), at: now) }
    #expect(breaker.state(at: now) == .closed)
  }
}
