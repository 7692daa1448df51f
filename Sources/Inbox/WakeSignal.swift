import Dispatch
import Synchronization

/// Lets one task sleep until somebody calls ``wake()`` or a time has come. Calls while it is awake are remembered as
/// one.
public final class WakeSignal: Sendable {
  private struct State {
    var isAwake = false
    var sleeper: CheckedContinuation<Void, Never>?
  }

  private let state = Mutex(State())
  // A dispatch source may be used from any thread; its protocol only does not say so.
  private nonisolated(unsafe) let timer: any DispatchSourceTimer

  public init() {
    timer = DispatchSource.makeTimerSource(queue: .global(qos: .userInitiated))
    timer.setEventHandler { [weak self] in self?.wake() }
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

  /// Returns at once where ``wake()`` was called since the last return. One caller at a time.
  public func sleep(for duration: Duration) async {
    let nanoseconds =
      max(0, duration.components.seconds) * 1_000_000_000 + duration.components.attoseconds / 1_000_000_000
    timer.schedule(deadline: .now() + .nanoseconds(Int(nanoseconds)))
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
}
