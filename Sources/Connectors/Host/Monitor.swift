import Glibc

/// A mutex with a condition to wait on.
///
/// `Mutex` of Synchronization has no condition, and the thread of a connector has to sleep until there is work.
final class Monitor: Sendable {
  // Safe to share: the two are made for it, and live exactly as long as the monitor.
  private nonisolated(unsafe) let mutex: UnsafeMutablePointer<pthread_mutex_t>
  private nonisolated(unsafe) let condition: UnsafeMutablePointer<pthread_cond_t>

  init() {
    mutex = .allocate(capacity: 1)
    mutex.initialize(to: pthread_mutex_t())
    pthread_mutex_init(mutex, nil)
    condition = .allocate(capacity: 1)
    condition.initialize(to: pthread_cond_t())
    var attributes = pthread_condattr_t()
    pthread_condattr_init(&attributes)
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
    pthread_cond_init(condition, &attributes)
    pthread_condattr_destroy(&attributes)
  }

  deinit {
    pthread_cond_destroy(condition)
    pthread_mutex_destroy(mutex)
    condition.deallocate()
    mutex.deallocate()
  }

  func lock() { pthread_mutex_lock(mutex) }

  func unlock() { pthread_mutex_unlock(mutex) }

  func withLock<Result, Failure: Error>(_ body: () throws(Failure) -> Result) throws(Failure) -> Result {
    lock()
    defer { unlock() }
    return try body()
  }

  func signal() { pthread_cond_signal(condition) }

  /// Waits, with the lock held, for a signal; at most `microseconds`, or without limit. May return without either.
  func wait(microseconds: Int64?) {
    guard let microseconds else {
      pthread_cond_wait(condition, mutex)
      return
    }
    var until = timespec()
    clock_gettime(CLOCK_MONOTONIC, &until)
    // An hour at most: the caller looks at the clock again anyway.
    let nanoseconds = Int64(until.tv_nsec) + min(max(microseconds, 0), 3_600_000_000) * 1_000
    until.tv_sec += Int(nanoseconds / 1_000_000_000)
    until.tv_nsec = Int(nanoseconds % 1_000_000_000)
    pthread_cond_timedwait(condition, mutex, &until)
  }
}
