import Synchronization

/// How many large bodies may be in memory at once.
final class BodyGate: Sendable {
  private let limit: Int
  private let inside = Mutex(0)

  init(limit: Int) {
    self.limit = limit
  }

  /// False where there are as many as there may be.
  func enter() -> Bool {
    inside.withLock { inside in
      guard inside < limit else { return false }
      inside += 1
      return true
    }
  }

  func leave() {
    inside.withLock { $0 -= 1 }
  }
}
