import Connectors
import Synchronization

/// A clock that stands still until a test moves it.
final class ManualClock: Sendable {
  private let microseconds = Atomic<Int64>(1_000_000)

  func advance(by duration: Duration) {
    let (seconds, attoseconds) = duration.components
    microseconds.add(seconds * 1_000_000 + attoseconds / 1_000_000_000_000, ordering: .sequentiallyConsistent)
  }

  var clock: ConnectorClock {
    ConnectorClock(
      monotonic: { self.microseconds.load(ordering: .sequentiallyConsistent) },
      realtime: { 1_700_000_000_000_000 + self.microseconds.load(ordering: .sequentiallyConsistent) })
  }
}
