/// Callbacks that crashed their connector and are not handed to it for a while: a value, without clock.
///
/// Platforms repeat what is not answered with 2xx, some of them for a week: without this, one callback would crash the
/// account's process again and again. Each further crash after a bar doubles the next one.
struct CallbackBars {
  struct Limits: Equatable {
    var first = Duration.seconds(600)
    var longest = Duration.seconds(6 * 3_600)
  }

  /// Callbacks that are remembered; beyond it, that whose bar ends first is forgotten.
  static let capacity = 1_024

  private struct Bar {
    var until: Int64
    var times: Int
  }

  private let limits: Limits
  private var bars: [String: Bar] = [:]

  init(_ limits: Limits = Limits()) {
    self.limits = limits
  }

  var isEmpty: Bool { bars.isEmpty }
  var count: Int { bars.count }

  /// Whether it has been barred before: then one more crash is enough.
  func knows(_ key: String) -> Bool { bars[key] != nil }

  /// For how long it is not handed over; nil where it may be.
  func remaining(_ key: String, at now: Int64) -> Duration? {
    guard let bar = bars[key], bar.until > now else { return nil }
    return .microseconds(bar.until &- now)
  }

  /// - Returns: For how long.
  mutating func bar(_ key: String, at now: Int64) -> Duration {
    let times = bars[key]?.times ?? 0
    let time = min(limits.longest, limits.first * (1 << min(times, 16)))
    bars[key] = Bar(until: now &+ time.microseconds, times: times + 1)
    if bars.count > Self.capacity, let first = bars.min(by: { $0.value.until < $1.value.until }) {
      bars[first.key] = nil
    }
    return time
  }

  /// It was answered.
  mutating func lift(_ key: String) {
    if !bars.isEmpty { bars[key] = nil }
  }
}
