import Synchronization

/// How many callbacks of each account may be under way at once. Full, it turns callers away instead of letting them
/// queue: platforms come again.
final class CallbackGate: Sendable {
  private let limit: Int
  private let inside = Mutex<[String: Int]>([:])

  init(limit: Int) {
    self.limit = limit
  }

  /// False where the account has as many as it may.
  func enter(_ account: String) -> Bool {
    inside.withLock { inside in
      guard inside[account, default: 0] < limit else { return false }
      inside[account, default: 0] += 1
      return true
    }
  }

  func leave(_ account: String) {
    inside.withLock { $0[account, default: 1] -= 1 }
  }
}
