/// Calls something every 50 ms, on a thread of its own, until it is stopped.
final class Ticker: Sendable {
  private static let interval: Int64 = 50_000

  private let monitor = Monitor()
  // Safe to share: only touched with the monitor's lock held.
  private nonisolated(unsafe) var isRunning = false

  func start(_ body: @escaping @Sendable () -> Void) {
    monitor.withLock { isRunning = true }
    OperatingSystemThread.start(name: "c4a-clock") {
      while self.waitForNext() { body() }
    }
  }

  func stop() {
    monitor.withLock { isRunning = false }
    monitor.signal()
  }

  /// False when it was stopped.
  private func waitForNext() -> Bool {
    monitor.withLock {
      if isRunning { monitor.wait(microseconds: Self.interval) }
      return isRunning
    }
  }
}
