import Synchronization

/// Notices that callers bring more than can be stored at once: many are in the writers' hands all the time.
///
/// What counts is how many are being stored at a moment, averaged over time. Batches say less: they vary, and a free writer
/// begins with the first who comes, whatever crowd comes behind. A burst is stored soon and then forgotten; a steady stream
/// that the writers keep up with has as many under way as arrive while one batch is stored.
public final class RushGauge: Sendable {
  /// A rush begins when this many are being stored on the average, and ends at half of it.
  static let crowd = 24.0
  /// The time over which is averaged: what lies so far back counts half.
  static let memory = Duration.milliseconds(200)
  /// How long they have to be so many.
  static let patience = Duration.milliseconds(350)
  /// What lasts longer is no rush but what has to be carried: who gave way to it for ever would fall behind for ever.
  static let longest = Duration.seconds(20)

  private struct State {
    /// What is being stored at this moment, in all batches.
    var underWay = 0
    var average = 0.0
    /// Until when the average is known.
    var updatedAt: ContinuousClock.Instant?
    var since: ContinuousClock.Instant?

    mutating func advance(to now: ContinuousClock.Instant) {
      defer { updatedAt = max(now, updatedAt ?? now) }
      guard let updatedAt, now > updatedAt else { return }
      let elapsed = updatedAt.duration(to: now)
      average += (Double(underWay) - average) * (elapsed / (elapsed + RushGauge.memory))
      if average >= RushGauge.crowd {
        since = since ?? now
      } else if average < RushGauge.crowd / 2 {
        since = nil
      }
    }
  }

  private let state = Mutex(State())

  public init() {}

  /// Stores a batch for which so many callers wait. Where nobody waits, it does not count.
  public func storing<Result>(_ callers: Int, _ store: () throws -> Result) rethrows -> Result {
    guard callers > 0 else { return try store() }
    count(callers)
    defer { count(-callers) }
    return try store()
  }

  /// Says that so many more, or fewer, are being stored from now on.
  func count(_ callers: Int, at now: ContinuousClock.Instant = .now) {
    state.withLock { state in
      state.advance(to: now)
      state.underWay += callers
    }
  }

  /// Whether more arrives at present than can be stored at once, which has not been so for long.
  public var isRushed: Bool { isRushed(at: .now) }

  func isRushed(at now: ContinuousClock.Instant) -> Bool {
    state.withLock { state in
      state.advance(to: now)
      return state.since.map { (Self.patience..<Self.longest).contains(now - $0) } ?? false
    }
  }
}
