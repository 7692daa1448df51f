/// Pauses between attempts to reach a server: each twice as long as the one before, up to a limit, and partly random so
/// that many clients do not return at the same moment.
struct Backoff: Sendable {
  var first: Duration = .milliseconds(50)
  var longest: Duration = .seconds(2)
  private var failures = 0

  init(first: Duration = .milliseconds(50), longest: Duration = .seconds(2)) {
    self.first = first
    self.longest = longest
  }

  /// The pause after one more failure: between half of the full length and all of it.
  mutating func next(using generator: inout some RandomNumberGenerator) -> Duration {
    let full = min(longest, first * (1 << min(failures, 20)))
    failures += 1
    return full * Double.random(in: 0.5...1, using: &generator)
  }

  mutating func next() -> Duration {
    var generator = SystemRandomNumberGenerator()
    return next(using: &generator)
  }

  mutating func reset() { failures = 0 }
}
