import Synchronization

/// Notices that callers bring more than can be stored at once: the writer's batches are large, one after the other.
///
/// Batches grow with what arrives during a commit. A crowd that waits for its answers shows as large batches; a steady
/// stream that the writer keeps up with shows as small ones. Single batches vary, so their smoothed size counts.
public final class RushGauge: Sendable {
  /// A rush begins when batches have this many messages, and ends at half of it.
  static let largeBatch = 16.0
  /// How much of the smoothed size is the newest batch.
  static let weight = 1.0 / 16
  /// How long batches have to be large.
  static let patience = Duration.milliseconds(500)
  /// Without a batch for so long, the rush is over.
  static let silence = Duration.milliseconds(50)

  private struct State {
    var size = 0.0
    var since: ContinuousClock.Instant?
    var last: ContinuousClock.Instant?
  }

  private let state = Mutex(State())

  public init() {}

  /// To be called with the size of each batch that callers wait for.
  public func tookBatch(of count: Int, at now: ContinuousClock.Instant = .now) {
    state.withLock { state in
      if let last = state.last, now - last >= Self.silence { state = State() }
      state.last = now
      state.size += (Double(count) - state.size) * Self.weight
      if state.size >= Self.largeBatch {
        state.since = state.since ?? now
      } else if state.size < Self.largeBatch / 2 {
        state.since = nil
      }
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
