import Synchronization

/// What other threads want of the loop. They wake it only if it sleeps, so that a rush costs one signal.
final class LoopInbox: Sendable {
  /// How the loop is to end.
  enum Stop: Int, Comparable {
    /// What is under way may go on for a while.
    case graceful
    case atOnce

    static func < (a: Stop, b: Stop) -> Bool { a.rawValue < b.rawValue }
  }

  /// A request, or why it is refused.
  enum Arrival {
    case transfer(Transfer)
    case refused(Transfer.Completion, OutboundError)
  }

  struct Work {
    var arrivals: [Arrival] = []
    var cancellations: [UInt64] = []
    var stop: Stop?

    var isEmpty: Bool { arrivals.isEmpty && cancellations.isEmpty }
  }

  private struct State {
    var work = Work()
    var lastToken: UInt64 = 0
    var isAsleep = false
    var hasBegun = false
    var hasEnded = false
    /// The last `stop` that the loop has seen.
    var seenStop: Stop?
  }

  private let state = Mutex(State())
  private let poller: Poller

  init(poller: Poller) {
    self.poller = poller
  }

  func nextToken() -> UInt64 {
    state.withLock { state in
      state.lastToken += 1
      return state.lastToken
    }
  }

  /// False when the loop has ended and will not see it.
  func add(_ arrival: Arrival) -> Bool {
    change { state in
      if state.hasEnded { return false }
      state.work.arrivals.append(arrival)
      return true
    }
  }

  func cancel(_ token: UInt64) {
    change { state in
      if !state.hasEnded { state.work.cancellations.append(token) }
    }
  }

  func stop(_ stop: Stop) {
    change { state in state.work.stop = max(state.work.stop ?? .graceful, stop) }
  }

  private func change<Value>(_ body: (inout State) -> Value) -> Value {
    let (value, wakes) = state.withLock { state in
      let value = body(&state)
      defer { state.isAsleep = false }
      return (value, state.isAsleep)
    }
    if wakes { poller.wake() }
    return value
  }

  // MARK: The loop's side

  /// False when a loop has begun before.
  func begin() -> Bool {
    state.withLock { state in
      defer { state.hasBegun = true }
      return !state.hasBegun
    }
  }

  func take() -> Work {
    state.withLock { state in
      var work = Work(stop: state.work.stop)
      swap(&work, &state.work)
      state.seenStop = work.stop
      return work
    }
  }

  /// False when something has come meanwhile. Otherwise whoever brings something wakes the poller, until `awake`.
  func sleep() -> Bool {
    state.withLock { state in
      guard state.work.isEmpty, state.work.stop == state.seenStop else { return false }
      state.isAsleep = true
      return true
    }
  }

  func awake() {
    state.withLock { $0.isAsleep = false }
  }

  /// Takes what is left; nothing is taken in any more.
  func end() -> Work {
    state.withLock { state in
      state.hasEnded = true
      var work = Work()
      swap(&work, &state.work)
      return work
    }
  }
}
