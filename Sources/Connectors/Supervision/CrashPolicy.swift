/// When a connector's process is started again after it has ended by itself: a value, without clock and randomness.
///
/// The first crash is followed by a new process at once; each further one by a longer wait. Too many in a row, none of
/// which lived for a while, put the account in *quarantine*: it is tried again now and then, carefully.
struct CrashPolicy: Equatable {
  struct Limits: Equatable {
    /// Before the second start in a row; doubles with each further one.
    var firstDelay = Duration.milliseconds(250)
    var longestDelay = Duration.seconds(60)
    /// A process that lived for so long ends a row of crashes.
    var stableAfter = Duration.seconds(60)
    /// So many crashes in a row are too many.
    var quarantineAfter = 10
    /// Before the first try in quarantine; doubles with each further one.
    var firstProbe = Duration.seconds(300)
    var longestProbe = Duration.seconds(1_800)
    /// The part of a wait by which it is shortened or prolonged, so that accounts do not come back together.
    var jitter = 0.2
  }

  enum Verdict: Equatable {
    case restart(after: Duration)
    /// For people to look after.
    case quarantine(probeAfter: Duration)

    var delay: Duration {
      switch self {
      case .restart(let delay), .quarantine(let delay): delay
      }
    }
  }

  let limits: Limits
  /// Crashes in a row.
  private(set) var streak = 0
  /// Since the beginning.
  private(set) var crashes: UInt64 = 0

  init(_ limits: Limits = Limits()) {
    self.limits = limits
  }

  var isQuarantined: Bool { streak >= limits.quarantineAfter }

  /// A process that has lived for `life` is taken for healthy, and the row of crashes for over.
  func isProbing(after life: Duration) -> Bool {
    isQuarantined && life < limits.stableAfter
  }

  /// - Parameters:
  ///   - life: How long the process has lived.
  ///   - random: From 0 to 1.
  mutating func crashed(after life: Duration, random: Double) -> Verdict {
    if life >= limits.stableAfter { streak = 0 }
    streak += 1
    crashes += 1
    if isQuarantined {
      let delay = Self.doubled(limits.firstProbe, streak - limits.quarantineAfter, most: limits.longestProbe)
      return .quarantine(probeAfter: spread(delay, random))
    }
    guard streak > 1 else { return .restart(after: .zero) }
    return .restart(after: spread(Self.doubled(limits.firstDelay, streak - 2, most: limits.longestDelay), random))
  }

  private static func doubled(_ first: Duration, _ times: Int, most: Duration) -> Duration {
    // Beyond 32 doublings every wait is the longest one.
    min(most, first * (1 << min(times, 32)))
  }

  private func spread(_ delay: Duration, _ random: Double) -> Duration {
    delay * (1 + limits.jitter * (2 * random - 1))
  }
}
