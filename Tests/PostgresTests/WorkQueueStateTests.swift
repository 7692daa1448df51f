import Testing

@testable import Postgres

@Suite struct WorkQueueStateTests {
  private let now = ContinuousClock.now
  private let away = PostgresError(.unavailable, "away")

  private func state(capacity: Int = 10) -> WorkQueueState<Int> {
    WorkQueueState(capacity: capacity, backoff: Backoff(first: .seconds(1), longest: .seconds(4)))
  }

  @Test func onlyOneWorkerConnectsWhileNoneIsConnected() {
    var state = state()
    #expect(state.turn(now: now) == .connect(asScout: true))
    #expect(state.turn(now: now) == .wait(until: nil))
    state.didConnect(asScout: true)
    #expect(state.turn(now: now) == .connect(asScout: false))
    #expect(state.turn(now: now) == .connect(asScout: false))
  }

  @Test func aFailedScoutFailsWhoeverWaitsAndWhoeverComes() {
    var state = state()
    #expect(state.add(1) == nil)
    #expect(state.turn(now: now) == .connect(asScout: true))
    #expect(state.add(2) == nil)
    #expect(state.didFailToConnect(away, asScout: true, now: now) == [1, 2])
    #expect(state.add(3)?.code == .unavailable)
    guard case .wait(let deadline?) = state.turn(now: now) else {
      Issue.record("no pause before the next attempt")
      return
    }
    #expect(deadline > now && deadline <= now + .seconds(1))
    #expect(state.turn(now: deadline) == .connect(asScout: true))
    state.didConnect(asScout: true)
    #expect(state.add(3) == nil)
  }

  @Test func aFailureBesideAConnectedWorkerFailsNobody() {
    var state = state()
    _ = state.turn(now: now)
    state.didConnect(asScout: true)
    #expect(state.turn(now: now) == .connect(asScout: false))
    #expect(state.add(1) == nil)
    #expect(state.didFailToConnect(away, asScout: false, now: now).isEmpty)
    #expect(state.add(2) == nil)
    #expect(state.take(limit: 5) == [1, 2])
  }

  @Test func aFullQueueIsOverloaded() {
    var state = state(capacity: 2)
    #expect(state.add(1) == nil)
    #expect(state.add(2) == nil)
    #expect(state.add(3)?.code == .overloaded)
    #expect(state.take(limit: 1) == [1])
    #expect(state.add(3) == nil)
    state.putBack([1])
    #expect(state.take(limit: 5) == [1, 2, 3])
  }

  @Test func drainingLetsWorkersFinish() {
    var state = state()
    _ = state.add(1)
    state.drain()
    #expect(state.add(2)?.code == .closed)
    #expect(state.turn(now: now) == .connect(asScout: true))
    #expect(state.turn(now: now) == .wait(until: nil))
    state.didConnect(asScout: true)
    #expect(state.turn(now: now) == .finish)
    #expect(state.abort() == [1])
  }

  @Test func eachElementWakesOneSleeper() {
    var state = state()
    state.fallAsleep()
    state.fallAsleep()
    let woken = (1...3).map { element in
      _ = state.add(element)
      return state.wakesWorker()
    }
    #expect(woken == [true, true, false])
    state.awake()
    #expect(state.take(limit: 1) == [1])
    let wakesAnother = state.wakesWorker()
    #expect(wakesAnother)
  }

  @Test func besideOneAtWorkOnlyACrowdGetsAnother() {
    var state = WorkQueueState<Int>(capacity: 10, crowd: 3)
    state.fallAsleep()
    _ = state.add(1)
    #expect(state.take(limit: 5) == [1])
    for element in 2...3 {
      _ = state.add(element)
      let wakes = state.wakesWorker()
      #expect(!wakes && !state.hasWork)
    }
    _ = state.add(4)
    let wakes = state.wakesWorker()
    #expect(wakes && state.hasWork)
    #expect(state.take(limit: 5) == [2, 3, 4])
    _ = state.add(5)
    state.finished()
    #expect(!state.hasWork)
    state.finished()
    #expect(state.hasWork)
  }

  @Test func theLastOnesNeedNoCrowd() {
    var state = WorkQueueState<Int>(capacity: 10, crowd: 3)
    _ = state.add(1)
    _ = state.take(limit: 5)
    _ = state.add(2)
    #expect(!state.hasWork)
    state.drain()
    #expect(state.hasWork)
  }

  @Test func pausesGrowUpToALimit() {
    var backoff = Backoff(first: .milliseconds(100), longest: .seconds(1))
    let pauses = (0..<40).map { _ in backoff.next() }
    for (index, pause) in pauses.enumerated() {
      let full = min(Duration.seconds(1), .milliseconds(100) * (1 << min(index, 10)))
      #expect(pause >= full / 2 && pause <= full)
    }
    backoff.reset()
    #expect(backoff.next() <= .milliseconds(100))
  }
}
