public import Logging
public import ServiceLifecycle
import Synchronization

/// Group commit: turns the rows of many callers into one set-based statement and one fsync.
///
/// There is no timer. A free connection takes whatever has arrived while another was committing, so a lone row waits for
/// one commit at most and a crowd shares its commits. Rows of concurrent batches commit in no particular order.
///
/// When a batch fails because of a row (a constraint, a refused value), it is halved until only the rows to blame fail.
/// Conflicts (40001, 40P01) are retried, and so is a batch whose connection was lost before anything could be committed.
public final class BatchWriter<Row: Sendable, Outcome: Sendable>: Service, Sendable {
  private let configuration: PostgresConfiguration
  private let connections: Int
  private let maxBatch: Int
  private let queue: WorkQueue<BatchItem<Row, Outcome>>
  private let logger: Logger
  private let execute: @Sendable (PostgresConnection, [Row]) throws -> [Outcome]
  private let totals = Mutex(BatchStatistics())

  /// - Parameters:
  ///   - connections: How many batches may be in flight at once; each has a connection and a thread.
  ///   - crowd: How many rows have to wait before a batch begins beside one that is in flight. Few rows cost a batch
  ///     nearly as much as many do, so they rather wait for the next one.
  ///   - maxBatch: The most rows in one batch.
  ///   - maxQueued: How many rows may wait; one more fails with `overloaded`.
  ///   - execute: Commits the rows before it returns, with one outcome for each row in the same order. It may be called again
  ///     with the same or fewer rows after it threw, so it must not keep anything of an attempt that failed.
  public init(
    configuration: PostgresConfiguration,
    connections: Int = 2,
    crowd: Int = 24,
    maxBatch: Int = 1000,
    maxQueued: Int = 20_000,
    logger: Logger,
    execute: @escaping @Sendable (PostgresConnection, [Row]) throws -> [Outcome]
  ) {
    precondition(connections > 0 && crowd > 0 && maxBatch > 0 && maxQueued > 0)
    self.configuration = configuration
    self.connections = connections
    self.maxBatch = maxBatch
    self.queue = WorkQueue(capacity: maxQueued, crowd: crowd)
    self.logger = logger
    self.execute = execute
  }

  /// Whether at least one connection was open when last used or looked at.
  public var isConnected: Bool { queue.isConnected }

  /// How many rows wait for a batch.
  public var queuedRows: Int { queue.count }

  public var statistics: BatchStatistics { totals.withLock { $0 } }

  /// Runs the threads until graceful shutdown, which commits the queued rows, or cancellation, which fails them.
  public func run() async throws {
    let worker = ConnectedWorker(queue: queue, configuration: configuration, limit: maxBatch, logger: logger) {
      connection,
      items in
      self.commit(items, on: connection)
    }
    await queue.runWorkers(count: connections, named: "pg-batch") { worker.run() }
  }

  /// Hands a row over and returns at once.
  /// - Parameter completion: Called exactly once: on the writer's thread after the commit, or on the calling thread when the
  ///   row is refused (`overloaded`, `unavailable`, `closed`). It must not block: the next batch waits for it.
  public func submit(_ row: Row, completion: @escaping @Sendable (Result<Outcome, PostgresError>) -> Void) {
    queue.add(BatchItem(row: row, completion: completion))
  }

  /// Hands a row over and waits for its commit; cancellation does not take it back.
  public func submit(_ row: Row) async throws -> Outcome {
    try await withCheckedThrowingContinuation { continuation in
      submit(row) { continuation.resume(with: $0) }
    }
  }

  /// - Returns: The items to be tried again on another connection.
  private func commit(
    _ items: [BatchItem<Row, Outcome>],
    on connection: PostgresConnection
  ) -> [BatchItem<Row, Outcome>] {
    // No key path: with a generic element it is put together anew each time.
    let rows = items.map { $0.row }
    do {
      let outcomes = try ConflictRetry().run { try execute(connection, rows) }
      guard outcomes.count == rows.count else {
        throw PostgresError(.misuse, "a batch of \(rows.count) rows returned \(outcomes.count) outcomes")
      }
      totals.withLock {
        $0.batches += 1
        $0.rows += rows.count
      }
      // By index: zip of generic elements costs a tenth of the writer's CPU in metadata look-ups.
      for index in items.indices { items[index].completion(.success(outcomes[index])) }
      return []
    } catch {
      let error = PostgresError(wrapping: error)
      if error.code.blamesValues, items.count > 1, connection.isIdle {
        let middle = items.count / 2
        return commit(Array(items[..<middle]), on: connection) + commit(Array(items[middle...]), on: connection)
      }
      return giveBackOrFail(items, error, connection)
    }
  }

  private func giveBackOrFail(
    _ items: [BatchItem<Row, Outcome>],
    _ error: PostgresError,
    _ connection: PostgresConnection
  ) -> [BatchItem<Row, Outcome>] {
    let isHarmless = error.code == .unavailable || error.code == .readOnly
    var returned: [BatchItem<Row, Outcome>] = []
    var failed = 0
    for var item in items {
      if isHarmless, item.returns == 0 {
        item.returns += 1
        returned.append(item)
      } else {
        failed += 1
        item.fail(with: error)
      }
    }
    if failed > 0 {
      totals.withLock { $0.failedRows += failed }
      logger.warning("A batch failed", metadata: ["error": "\(error)", "rows": "\(failed)"])
    }
    return returned
  }
}
