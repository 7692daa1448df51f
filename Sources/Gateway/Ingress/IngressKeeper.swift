import AsyncAlgorithms
import Connectors
public import Logging
import Model
public import Postgres
public import ServiceLifecycle
import Store

/// Looks after recorded events: tries those again whose message has come by now, and forgets the old ones.
public final class IngressKeeper: Service {
  /// How often it looks, and how much it takes at once.
  static let tick = Duration.seconds(1)
  static let retryLimit = 500
  static let pruneInterval = 60
  static let pruneLimit = 5000
  /// How long an event waits for its message.
  static let patience = Duration.seconds(86_400)

  private let pool: PostgresPool
  private let intake: EventIntake
  private let retention: Duration
  private let logger: Logger

  /// - Parameter retention: How long events are kept.
  public init(pool: PostgresPool, intake: EventIntake, retention: Duration, logger: Logger) {
    self.pool = pool
    self.intake = intake
    self.retention = retention
    self.logger = logger
  }

  public func run() async throws {
    var ticks = 0
    var isFailing = false
    for await _ in AsyncTimerSequence(interval: Self.tick, clock: .continuous).cancelOnGracefulShutdown() {
      do {
        try await retry()
        if ticks % Self.pruneInterval == 0 { try await prune() }
        if isFailing { logger.info("recorded events are looked after again") }
        isFailing = false
      } catch {
        // Said once; the next ticks try again.
        if !isFailing {
          logger.warning("recorded events cannot be looked after", metadata: ["error": "\(error)"])
        }
        isFailing = true
      }
      ticks += 1
    }
  }

  private func retry() async throws {
    let ready = try await pool.perform { connection in
      try IngressEventStore.ready(youngerThan: Self.patience, limit: Self.retryLimit, on: connection)
    }
    guard !ready.isEmpty else { return }
    try await intake.submit(recorded: ready.compactMap { IntakeEvent($0, again: false) })
  }

  private func prune() async throws {
    let retention = retention
    try await pool.perform { try LinkCodeStore.prune(olderThan: retention, on: $0) }
    var count = Self.pruneLimit
    while count == Self.pruneLimit {
      count = try await pool.perform { connection in
        try IngressEventStore.prune(olderThan: retention, limit: Self.pruneLimit, on: connection)
      }
    }
  }
}

extension IntakeEvent {
  /// A recorded event for another try; nil for one that cannot be read.
  init?(_ recorded: IngressEventStore.Recorded, again: Bool) {
    guard let event = IngressRecord.event(from: recorded.data, account: recorded.account) else { return nil }
    self.init(
      event: event, channel: recorded.channel, origin: .record(id: recorded.id, again: again),
      receivedAt: recorded.receivedAt)
  }
}
