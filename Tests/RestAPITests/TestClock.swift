import Model
import Synchronization

@testable import RestAPI

/// A clock that stands until it is told to go on.
final class TestClock: Sendable {
  private let nanoseconds = Atomic<Int64>(0)
  private let start: Timestamp

  init(_ start: String = "2026-01-31T09:30:00Z") {
    self.start = Timestamp(rfc3339: start) ?? Timestamp(microseconds: 0)
  }

  func advance(by duration: Duration) {
    nanoseconds.wrappingAdd(duration.microseconds * 1000, ordering: .relaxed)
  }

  var uptime: Int64 { nanoseconds.load(ordering: .relaxed) }
  var now: Timestamp { start.advanced(by: .nanoseconds(uptime)) }

  var source: TimeSource { TimeSource(wall: { self.now }, uptime: { self.uptime }) }
}
