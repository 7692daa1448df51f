import AsyncAlgorithms
import Connectors
public import Logging
import Model
public import Postgres
public import ServiceLifecycle
import Store

/// Hands callbacks to their connectors again that crashed them and that an operator wants to be tried once more.
///
/// `chat4all ingress replay` only marks them: connectors run in gateways alone. One at a time is enough, since each may
/// cost its connector another process.
public final class CallbackReplay: Service {
  static let tick = Duration.seconds(1)
  private static let limit = 8
  /// For the connector to answer.
  private static let deadline = Duration.seconds(10)

  private let pool: PostgresPool
  private let intake: EventIntake
  private let connectors: any ConnectorPort
  private let logger: Logger

  public init(pool: PostgresPool, intake: EventIntake, connectors: any ConnectorPort, logger: Logger) {
    self.pool = pool
    self.intake = intake
    self.connectors = connectors
    self.logger = logger
  }

  public func run() async throws {
    var isFailing = false
    for await _ in AsyncTimerSequence(interval: Self.tick, clock: .continuous).cancelOnGracefulShutdown() {
      do {
        try await look()
        isFailing = false
      } catch {
        // Said once; the next ticks try again.
        if !isFailing {
          logger.warning("callbacks cannot be handed over again", metadata: ["error": "\(error)"])
        }
        isFailing = true
      }
    }
  }

  private func look() async throws {
    let accounts = connectors.accounts.map(\.name)
    let callbacks = try await pool.perform { connection in
      try IngressEventStore.claimCallbacks(of: accounts, limit: Self.limit, on: connection)
    }
    for callback in callbacks {
      let reason = await handOver(callback)
      logger.log(
        level: reason == nil ? .info : .warning, "a callback was handed to its connector again",
        metadata: [
          "channel_account": "\(callback.account)", "record": "\(callback.id)", "outcome": "\(reason ?? "answered")",
        ])
      try await pool.perform { _ = try $0.query(IngressEventStore.settle(callback: callback.id, reason: reason)) }
    }
  }

  /// - Returns: Why it is still to be done; nil where it is not.
  private func handOver(_ callback: IngressEventStore.Callback) async -> String? {
    guard
      let request = KeptCallback.request(from: callback.data, body: callback.body, deadline: Self.deadline)
    else { return "unreadable" }
    let outcome = await withCheckedContinuation { continuation in
      connectors.webhook(request, account: callback.account) { continuation.resume(returning: $0) }
    }
    guard outcome.detail.isEmpty else {
      return outcome.crashing == nil ? "not_answered" : KeptCallback.reason
    }
    guard (200...299).contains(outcome.response.status) else { return "answered_\(outcome.response.status)" }
    let changes = outcome.stateChanges
    guard !outcome.events.isEmpty || !changes.isEmpty else { return nil }
    let isStored = await withCheckedContinuation { continuation in
      intake.submit(outcome.events, changes: changes, from: .callback, receivedAt: callback.receivedAt) { result in
        continuation.resume(returning: (try? result.get()) != nil)
      }
    }
    guard isStored else { return "not_stored" }
    connectors.stateStored(changes)
    return nil
  }
}
