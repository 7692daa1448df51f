public import Logging
public import ServiceLifecycle
import Synchronization

/// Listens to notification channels on a connection and thread of its own.
///
/// Notifications are hints: they are lost while the connection is, and `mayHaveMissed` says so after each (re)connection.
/// A server that says nothing is asked for a sign of life every `heartbeat`.
public final class PostgresListener: Service, Sendable {
  private let configuration: PostgresConfiguration
  private let channels: [String]
  private let heartbeat: Duration
  private let logger: Logger
  private let handler: @Sendable (PostgresNotification) -> Void
  private let isStopping = Atomic(false)
  private let connected = Atomic(false)

  /// - Parameter handler: Called on the listener's thread, in the order of the commits. It must not block for long: while
  ///   it does the server keeps what follows.
  public init(
    configuration: PostgresConfiguration,
    channels: [String],
    heartbeat: Duration = .seconds(15),
    logger: Logger,
    handler: @escaping @Sendable (PostgresNotification) -> Void
  ) {
    self.configuration = configuration
    self.channels = channels
    self.heartbeat = heartbeat
    self.logger = logger
    self.handler = handler
  }

  /// Whether notifications arrive at present, as far as known.
  public var isConnected: Bool { connected.load(ordering: .relaxed) }

  /// Listens until graceful shutdown or cancellation, connecting again by itself.
  public func run() async throws {
    let pipe = try WakePipe()
    defer { pipe.close() }
    let stop: @Sendable () -> Void = {
      self.isStopping.store(true, ordering: .releasing)
      pipe.wake()
    }
    await withGracefulShutdownHandler {
      await withTaskCancellationHandler {
        await DedicatedThread.run(named: "pg-listen") { self.loop(pipe) }
      } onCancel: {
        stop()
      }
    } onGracefulShutdown: {
      stop()
    }
  }

  private func loop(_ pipe: WakePipe) {
    var backoff = Backoff()
    while !isStopping.load(ordering: .acquiring) {
      do {
        let connection = try PostgresConnection(configuration)
        for channel in channels { try connection.listen(to: channel) }
        backoff.reset()
        connected.store(true, ordering: .relaxed)
        handler(.mayHaveMissed)
        try deliver(from: connection, pipe)
      } catch {
        logger.warning("Lost the listening connection to PostgreSQL", metadata: ["error": "\(error)"])
      }
      connected.store(false, ordering: .relaxed)
      if !isStopping.load(ordering: .acquiring) { pipe.waitReadable(for: backoff.next()) }
    }
  }

  /// Delivers until told to stop.
  /// - Throws: `PostgresError` when the connection is lost.
  private func deliver(from connection: PostgresConnection, _ pipe: WakePipe) throws {
    var nextHeartbeat = ContinuousClock.now + heartbeat
    while !isStopping.load(ordering: .acquiring) {
      guard connection.isAlive() else { throw connection.lost() }
      while let notification = connection.takeNotification() {
        handler(notification)
        nextHeartbeat = .now + heartbeat
      }
      let patience = nextHeartbeat - .now
      if patience <= .zero {
        try connection.query(Self.heartbeatStatement)
        nextHeartbeat = .now + heartbeat
      } else {
        connection.sleep(orUntilReadable: pipe.readEnd, patience: patience)
      }
    }
  }

  private static let heartbeatStatement = Statement("SELECT 1", readOnly: true)
}
