import Glibc

/// State shared between OS threads that also wait for it to change.
///
/// Swift's `Mutex` has no condition to wait on, hence pthread. `@unchecked Sendable` is safe because `state` is touched only
/// between lock and unlock.
final class Monitor<State: Sendable>: @unchecked Sendable {
  /// What a waiting thread waits for; a signal wakes only threads waiting for the same.
  enum Condition: Int, CaseIterable {
    case work
    case change
  }

  enum Step<Value> {
    case done(Value)
    /// Sleep until signalled, or until the instant; then look again.
    case wait(until: ContinuousClock.Instant?)
  }

  private var state: State
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let conditions = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: Condition.allCases.count)

  init(_ state: State) {
    self.state = state
    pthread_mutex_init(mutex, nil)
    var attributes = pthread_condattr_t()
    pthread_condattr_init(&attributes)
    // A change of the wall clock must neither end nor prolong a wait.
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
    for condition in Condition.allCases { pthread_cond_init(conditions + condition.rawValue, &attributes) }
    pthread_condattr_destroy(&attributes)
  }

  deinit {
    for condition in Condition.allCases { pthread_cond_destroy(conditions + condition.rawValue) }
    pthread_mutex_destroy(mutex)
    conditions.deallocate()
    mutex.deallocate()
  }

  func withLock<Value>(_ body: (inout State) throws -> Value) rethrows -> Value {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    return try body(&state)
  }

  /// Calls `attempt` under the lock until it is done, sleeping in between.
  func wait<Value>(for condition: Condition, _ attempt: (inout State) -> Step<Value>) -> Value {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    while true {
      switch attempt(&state) {
      case .done(let value): return value
      case .wait(until: nil): pthread_cond_wait(conditions + condition.rawValue, mutex)
      case .wait(until: let deadline?):
        var time = Self.monotonicTime(after: max(.zero, deadline - .now))
        pthread_cond_timedwait(conditions + condition.rawValue, mutex, &time)
      }
    }
  }

  func signal(_ condition: Condition) { pthread_cond_signal(conditions + condition.rawValue) }

  func broadcast(_ condition: Condition) { pthread_cond_broadcast(conditions + condition.rawValue) }

  private static func monotonicTime(after duration: Duration) -> timespec {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    let (seconds, attoseconds) = duration.components
    let nanoseconds = time.tv_nsec + Int(attoseconds / 1_000_000_000)
    return timespec(
      tv_sec: time.tv_sec + Int(seconds) + nanoseconds / 1_000_000_000,
      tv_nsec: nanoseconds % 1_000_000_000
    )
  }
}
