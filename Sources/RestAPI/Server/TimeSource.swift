import Model
import NIOCore

/// The clocks that the edge reads: injected, so that tests can set them.
struct TimeSource: Sendable {
  var wall: @Sendable () -> Timestamp
  /// Nanoseconds of a clock that never goes back.
  var uptime: @Sendable () -> Int64

  static let system = TimeSource(
    wall: { .now() },
    uptime: { Int64(NIODeadline.now().uptimeNanoseconds) }
  )
}
