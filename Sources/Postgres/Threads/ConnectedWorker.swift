import Logging

/// The loop of one thread: connects, hands queued work to a closure with its connection, and connects again.
struct ConnectedWorker<Element: QueuedWork>: Sendable {
  let queue: WorkQueue<Element>
  let configuration: PostgresConfiguration
  /// How many elements are handed over at once.
  let limit: Int
  let logger: Logger
  /// Ends each element, with success or failure, or returns those that the next connection should serve.
  let serve: @Sendable (PostgresConnection, [Element]) -> [Element]

  /// How often an idle connection is looked at, so that the end of the server is noticed without any work.
  private let idleCheckInterval = Duration.seconds(1)

  init(
    queue: WorkQueue<Element>,
    configuration: PostgresConfiguration,
    limit: Int,
    logger: Logger,
    serve: @escaping @Sendable (PostgresConnection, [Element]) -> [Element]
  ) {
    self.queue = queue
    self.configuration = configuration
    self.limit = limit
    self.logger = logger
    self.serve = serve
  }

  /// Blocks the calling thread until the queue is closed.
  func run() {
    while case .connect(let asScout) = queue.awaitTurn() {
      let connection: PostgresConnection
      do {
        connection = try PostgresConnection(configuration)
      } catch {
        let error = PostgresError(wrapping: error)
        logger.warning("Cannot connect to PostgreSQL", metadata: ["error": "\(error)"])
        queue.didFailToConnect(error, asScout: asScout)
        continue
      }
      queue.didConnect(asScout: asScout)
      let isFinished = work(on: connection)
      queue.didDisconnect()
      if isFinished { return }
      logger.notice("Lost a connection to PostgreSQL")
    }
  }

  /// - Returns: Whether the queue is closed; false when the connection was lost.
  private func work(on connection: PostgresConnection) -> Bool {
    while true {
      switch queue.take(limit: limit, patience: idleCheckInterval) {
      case .work(let elements):
        defer { queue.finished() }
        // A server that hung up before the request was sent has done nothing with it.
        guard connection.isAlive() else {
          queue.putBack(elements)
          return false
        }
        let unserved = serve(connection, elements)
        if !unserved.isEmpty { queue.putBack(unserved) }
        if !connection.isIdle { return false }
      case .nothing:
        if !connection.isAlive() { return false }
      case .finish:
        return true
      }
    }
  }
}
