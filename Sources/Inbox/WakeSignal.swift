import Dispatch
import Synchronization

/// Lets one task sleep until somebody calls ``wake()`` or a time has come. Calls while it is awake are remembered as
/// one.
public final class WakeSignal: Sendable {
  private struct State {
    var isAwake = false
    var sleeper: CheckedContinuation<Void, Never>?
    /// When the timer is going to ring; nil where it is not set.
    var alarm: ContinuousClock.Instant?
  }

  private let state = Mutex(State())
  // A dispatch source may be used from any thread; its protocol only does not say so.
  private nonisolated(unsafe) let timer: any DispatchSourceTimer

  public init() {
    timer = DispatchSource.makeTimerSource(queue: .global(qos: .userInitiated))
    timer.setEventHandler { [weak self] in self?.ring() }
    timer.schedule(deadline: .distantFuture)
    timer.activate()
  }

  deinit {
    timer.cancel()
  }

  public func wake() {
    let sleeper = state.withLock { state in
      let sleeper = state.sleeper
      state.sleeper = nil
      state.isAwake = sleeper == nil
      return sleeper
    }
    sleeper?.resume()
  }

  private func ring() {
    state.withLock { $0.alarm = nil }
    wake()
  }

  /// Returns at once where ``wake()`` was called since the last return, and now and then before the time has come. One
  /// caller at a time.
  public func sleep(for duration: Duration) async {
    setAlarm(after: duration)
    await withCheckedContinuation { continuation in
      let isAwake = state.withLock { state in
        if state.isAwake {
          state.isAwake = false
          return true
        }
        state.sleeper = continuation
        return false
      }
      if isAwake { continuation.resume() }
    }
  }

  /// An alarm that is set for an earlier moment stays: to be woken once too often costs less than to set the timer anew
  /// for each sleep.
  private func setAlarm(after duration: Duration) {
    let now = ContinuousClock.now
    let moment = now + duration
    let isNeeded = state.withLock { state in
      if state.isAwake { return false }
      if let alarm = state.alarm, alarm > now, alarm <= moment { return false }
      state.alarm = moment
      return true
    }
    guard isNeeded else { return }
    let nanoseconds =
      max(0, duration.components.seconds) * 1_000_000_000 + duration.components.attoseconds / 1_000_000_000
    timer.schedule(deadline: .now() + .nanoseconds(Int(nanoseconds)))
  }
}
