import Logging
import Synchronization

/// Tells the operator, once a minute for an account, that events of it wait for somebody to say whose they are.
final class UnroutedNotice: Sendable {
  private static let pause = Duration.seconds(60)

  private let logger: Logger
  private let told = Mutex<[String: ContinuousClock.Instant]>([:])

  init(logger: Logger) {
    self.logger = logger
  }

  func note(_ result: IngressResult, at now: ContinuousClock.Instant = .now) {
    var counts: [String: Int] = [:]
    for (tally, count) in result.tallies where tally.outcome == .unrouted { counts[tally.account, default: 0] += count }
    for (account, count) in counts where isDue(account, at: now) {
      logger.warning(
        "events of a platform belong to nobody yet; `chat4all ingress replay --dry-run` says why",
        metadata: ["account": "\(account)", "events": "\(count)"])
    }
  }

  private func isDue(_ account: String, at now: ContinuousClock.Instant) -> Bool {
    told.withLock { told in
      if let last = told[account], now - last < Self.pause { return false }
      told[account] = now
      return true
    }
  }
}
