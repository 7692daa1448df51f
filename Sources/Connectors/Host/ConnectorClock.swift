import Glibc

/// The clocks of a connector host, in microseconds.
public struct ConnectorClock: Sendable {
  /// Never goes back; since some start.
  public var monotonic: @Sendable () -> Int64
  /// Since 1970.
  public var realtime: @Sendable () -> Int64
  /// False for a clock that somebody moves: then the host waits without time limits, and acts when `tick()` is called.
  public var isReal: Bool

  /// A clock that somebody else moves, for tests.
  public init(monotonic: @escaping @Sendable () -> Int64, realtime: @escaping @Sendable () -> Int64) {
    self.monotonic = monotonic
    self.realtime = realtime
    self.isReal = false
  }

  private init() {
    monotonic = { Self.read(CLOCK_MONOTONIC) }
    realtime = { Self.read(CLOCK_REALTIME) }
    isReal = true
  }

  public static let system = ConnectorClock()

  private static func read(_ clock: clockid_t) -> Int64 {
    var time = timespec()
    clock_gettime(clock, &time)
    return Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1_000
  }
}

extension Duration {
  /// Rounded up, so that nothing happens too early; at the ends of the range it stays there.
  package var microseconds: Int64 {
    let (seconds, attoseconds) = components
    guard abs(seconds) < Int64.max / 2_000_000 else { return seconds > 0 ? Int64.max / 2 : Int64.min / 2 }
    return seconds * 1_000_000 + (attoseconds + 999_999_999_999) / 1_000_000_000_000
  }
}
