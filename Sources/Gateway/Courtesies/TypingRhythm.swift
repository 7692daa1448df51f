/// How often typing is shown in one chat: platforms show it for some seconds, and count each call.
struct TypingRhythm: Sendable {
  struct Place: Hashable, Sendable {
    var account: String
    var chat: String
  }

  static let interval = Duration.seconds(3)
  /// Chats that are remembered; beyond, all are forgotten, and shown once too often.
  static let capacity = 10_000

  private var shown: [Place: ContinuousClock.Instant] = [:]

  /// Whether it is time to show it. That somebody has stopped is always shown, and what follows at once too.
  mutating func admits(_ place: Place, stopped: Bool, at now: ContinuousClock.Instant) -> Bool {
    if stopped {
      shown[place] = nil
      return true
    }
    if let last = shown[place], now - last < Self.interval { return false }
    if shown.count >= Self.capacity { shown = [:] }
    shown[place] = now
    return true
  }
}
