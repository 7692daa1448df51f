public import Logging
public import ServiceLifecycle

/// A fixed number of connections, each with an OS thread of its own, behind one bounded first-in, first-out queue.
///
/// Work waits until `run` is called. While the server is away, work fails with `unavailable`: at once when that is known
/// already, else after the one connection attempt that finds it out. The pool connects again by itself.
public final class PostgresPool: Service, Sendable {
  private let configuration: PostgresConfiguration
  private let connections: Int
  private let queue: WorkQueue<QueuedJob>
  private let logger: Logger

  /// - Parameters:
  ///   - connections: Also the number of threads, and of jobs that run at once.
  ///   - maxQueuedJobs: How many jobs may wait; one more fails with `overloaded`.
  public init(configuration: PostgresConfiguration, connections: Int, maxQueuedJobs: Int, logger: Logger) {
    precondition(connections > 0 && maxQueuedJobs > 0)
    self.configuration = configuration
    self.connections = connections
    self.queue = WorkQueue(capacity: maxQueuedJobs)
    self.logger = logger
  }

  /// Whether at least one connection was open when last used or looked at, which is no longer than a second ago when idle.
  public var isConnected: Bool { queue.isConnected }

  /// How many jobs wait for a connection.
  public var queuedJobs: Int { queue.count }

  /// Runs the threads until graceful shutdown, which finishes the queued jobs, or cancellation, which fails them.
  public func run() async throws {
    let worker = ConnectedWorker(queue: queue, configuration: configuration, limit: 1, logger: logger) {
      connection,
      jobs in
      for job in jobs { job.work.run(on: connection) }
      return []
    }
    await queue.runWorkers(count: connections, named: "pg-pool") { worker.run() }
  }

  /// Runs `body` on the thread of one of the connections.
  ///
  /// A cancelled caller leaves the queue at once; a body that runs already is waited for.
  /// - Throws: `overloaded`, `unavailable`, `closed`, `CancellationError`, or what `body` throws.
  @discardableResult
  public func perform<Value: Sendable>(
    _ body: @escaping @Sendable (PostgresConnection) throws -> Value
  ) async throws -> Value {
    let job = PoolJob(body)
    return try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        if job.start(continuation) { queue.add(QueuedJob(work: job)) }
      }
    } onCancel: {
      job.cancel()
      queue.remove { $0.work === job }
    }
  }

  /// Runs `body` in a transaction; runs it again, a few times, when it loses against a concurrent one (40001, 40P01).
  @discardableResult
  public func transaction<Value: Sendable>(
    isolation: IsolationLevel = .readCommitted,
    _ body: @escaping @Sendable (PostgresConnection) throws -> Value
  ) async throws -> Value {
    try await perform { try $0.retryingTransaction(isolation: isolation, body) }
  }

  @discardableResult
  public func query(_ statement: Statement, _ parameters: [PostgresValue] = []) async throws -> Rows {
    try await perform { try $0.query(statement, parameters) }
  }

  @discardableResult
  public func query(_ query: Query) async throws -> Rows {
    try await perform { try $0.query(query) }
  }

  /// One round trip, one transaction: all or nothing.
  @discardableResult
  public func pipeline(_ queries: [Query]) async throws -> [Rows] {
    try await perform { try $0.pipeline(queries) }
  }
}
