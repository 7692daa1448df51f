import Synchronization

/// Notices that callers bring more than can be stored at once: many are in the writers' hands, batch after batch.
///
/// Batches grow with what arrives during a commit, and a crowd fills several at once. A steady stream that the writers keep
/// up with shows as small ones. Single batches vary, so the smoothed number counts.
public final class RushGauge: Sendable {
  /// A rush begins when this many are being stored at a time, and ends at half of it.
  static let crowd = 16.0
  /// How much of the smoothed number is the newest one.
  static let weight = 1.0 / 16
  /// How long they have to be so many.
  static let patience = Duration.milliseconds(500)
  /// Without a batch for so long, the rush is over.
  static let silence = Duration.milliseconds(50)

  private struct State {
    /// What is being stored at this moment, in all batches.
    var underWay = 0
    var smoothed = 0.0
    var since: ContinuousClock.Instant?
    var last: ContinuousClock.Instant?
  }

  private let state = Mutex(State())

  public init() {}

  /// Stores a batch for which so many callers wait. Where nobody waits, it does not count.
  public func storing<Result>(_ callers: Int, _ store: () throws -> Result) rethrows -> Result {
    guard callers > 0 else { return try store() }
    begin(callers)
    defer { end(callers) }
    return try store()
  }

  func begin(_ callers: Int, at now: ContinuousClock.Instant = .now) {
    state.withLock { state in
      state.underWay += callers
      if let last = state.last, now - last >= Self.silence { (state.smoothed, state.since) = (0, nil) }
      state.last = now
      state.smoothed += (Double(state.underWay) - state.smoothed) * Self.weight
      if state.smoothed >= Self.crowd {
        state.since = state.since ?? now
      } else if state.smoothed < Self.crowd / 2 {
        state.since = nil
      }
    }
  }

  func end(_ callers: Int) {
    state.withLock { $0.underWay -= callers }
  }

  /// Whether more arrives at present than can be stored at once.
  public var isRushed: Bool { isRushed(at: .now) }

  func isRushed(at now: ContinuousClock.Instant) -> Bool {
    state.withLock { state in
      guard let since = state.since, let last = state.last else { return false }
      return now - since >= Self.patience && now - last < Self.silence
    }
  }
}
