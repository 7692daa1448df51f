import Synchronization

/// Notices that callers bring more than can be stored at once: each batch of the writer is large, one after the other.
///
/// Batches grow with what arrives during a commit. A crowd that waits for its answers shows as large batches without a
/// break; a steady stream that the writer keeps up with shows as small ones.
public final class RushGauge: Sendable {
  /// A batch of so many messages is large.
  static let largeBatch = 24
  /// How long batches have to be large.
  static let patience = Duration.milliseconds(150)
  /// Without a batch for so long, the rush is over.
  static let silence = Duration.milliseconds(50)

  private struct State {
    var since: ContinuousClock.Instant?
    var last: ContinuousClock.Instant?
  }

  private let state = Mutex(State())

  public init() {}

  func tookBatch(of count: Int, at now: ContinuousClock.Instant = .now) {
    state.withLock { state in
      if count < Self.largeBatch { state.since = nil } else if state.since == nil { state.since = now }
      state.last = now
    }
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
