import Synchronization

/// Notices that callers bring more than can be stored at once: many are in the writers' hands, batch after batch.
///
/// Batches grow with what arrives during a commit, and a crowd fills several at once. A steady stream that the writers keep
/// up with shows as small ones. Single batches vary, and a free writer begins with the first who comes, whatever crowd comes
/// behind. So what counts is the smoothed number that a caller meets: a large batch weighs more than a small one.
public final class RushGauge: Sendable {
  /// A rush begins when this many are being stored at a time, and ends at half of it.
  static let crowd = 24.0
  /// How much of the smoothed number a batch of so many callers makes up; a batch of few counts as one of eight.
  static func weight(of callers: Int) -> Double { min(1, Double(max(callers, 8)) / 256) }
  /// How long they have to be so many.
  static let patience = Duration.milliseconds(500)
  /// With nothing to store for so long, the rush is over. Longer than a busy machine keeps all callers from being served.
  static let silence = Duration.milliseconds(100)

  private struct State {
    /// What is being stored at this moment, in all batches.
    var underWay = 0
    var smoothed = 0.0
    var since: ContinuousClock.Instant?
    /// When a batch last began or ended.
    var last: ContinuousClock.Instant?

    func isSilent(at now: ContinuousClock.Instant) -> Bool {
      guard underWay == 0, let last else { return false }
      return now - last >= RushGauge.silence
    }
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
      if state.isSilent(at: now) { (state.smoothed, state.since) = (0, nil) }
      state.underWay += callers
      state.last = now
      state.smoothed += (Double(state.underWay) - state.smoothed) * Self.weight(of: callers)
      if state.smoothed >= Self.crowd {
        state.since = state.since ?? now
      } else if state.smoothed < Self.crowd / 2 {
        state.since = nil
      }
    }
  }

  func end(_ callers: Int, at now: ContinuousClock.Instant = .now) {
    state.withLock { state in
      state.underWay -= callers
      state.last = now
    }
  }

  /// Whether more arrives at present than can be stored at once.
  public var isRushed: Bool { isRushed(at: .now) }

  func isRushed(at now: ContinuousClock.Instant) -> Bool {
    state.withLock { state in
      guard let since = state.since, !state.isSilent(at: now) else { return false }
      return now - since >= Self.patience
    }
  }
}
