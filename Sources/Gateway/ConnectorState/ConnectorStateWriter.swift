public import Connectors
public import Logging
import Model
public import Postgres
public import ServiceLifecycle
import Store
import Synchronization

/// Keeps connectors' values in the database, behind the connectors' backs: what has changed since the last time is one
/// batch, of a value that changed often only the last state. While the database is away it waits, without growing.
public final class ConnectorStateWriter: Service, ConnectorStatePort {
  private struct Key: Hashable {
    var account: String
    var key: String
  }

  /// Between attempts while the database is away.
  private static let pause = Duration.seconds(1)
  /// At the end; what cannot be stored by then is lost, and said to be.
  private static let lastAttempts = 3

  private let configuration: PostgresConfiguration
  private let pool: PostgresPool
  private let logger: Logger
  private let pending = Mutex<[Key: ConnectorStateChange]>([:])
  private let signals: AsyncStream<Void>
  private let signal: AsyncStream<Void>.Continuation

  /// - Parameter configuration: for loading, which comes before the pool runs.
  public init(configuration: PostgresConfiguration, pool: PostgresPool, logger: Logger) {
    self.configuration = configuration
    self.pool = pool
    self.logger = logger
    (signals, signal) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
  }

  public func load(accounts: [String]) async throws -> [ConnectorStateChange] {
    try await PostgresConnection.withConnection(configuration) { connection in
      try ConnectorStateStore.prune(on: connection)
      return try ConnectorStateStore.load(accounts: accounts, on: connection).map(ConnectorStateChange.init)
    }
  }

  public func store(_ changes: [ConnectorStateChange]) {
    put(changes)
    signal.yield()
  }

  /// Writes until graceful shutdown, and then what is left.
  public func run() async throws {
    await withGracefulShutdownHandler {
      for await _ in signals {
        if await flush() { continue }
        try? await Task.sleep(for: Self.pause)
        signal.yield()
      }
    } onGracefulShutdown: {
      self.signal.finish()
    }
    for _ in 0..<Self.lastAttempts {
      if await flush() { return }
    }
    let lost = pending.withLock(\.count)
    if lost > 0 { logger.error("values of connectors could not be stored", metadata: ["values": "\(lost)"]) }
  }

  /// False when the database did not take them.
  private func flush() async -> Bool {
    let changes = pending.withLock { pending in
      defer { pending.removeAll(keepingCapacity: true) }
      return Array(pending.values)
    }
    guard !changes.isEmpty else { return true }
    let hasRemovals = changes.contains { $0.value == nil }
    do {
      try await pool.transaction { connection in
        try ConnectorStateStore.apply(changes.map(ConnectorStateStore.Change.init), on: connection)
        if hasRemovals { try ConnectorStateStore.prune(on: connection) }
      }
      return true
    } catch {
      put(changes)
      logger.warning(
        "values of connectors wait to be stored", metadata: ["values": "\(changes.count)", "error": "\(error)"])
      return false
    }
  }

  /// Of two changes of a key the later one stays.
  private func put(_ changes: [ConnectorStateChange]) {
    pending.withLock { pending in
      for change in changes {
        let key = Key(account: change.account, key: change.key)
        if let other = pending[key], other.changedAt > change.changedAt { continue }
        pending[key] = change
      }
    }
  }
}

extension ConnectorStateStore.Change {
  init(_ change: ConnectorStateChange) {
    self.init(
      account: change.account, key: change.key, value: change.value,
      changedAt: Timestamp(microseconds: change.changedAt))
  }
}

extension ConnectorStateChange {
  init(_ change: ConnectorStateStore.Change) {
    self.init(
      account: change.account, key: change.key, value: change.value, changedAt: change.changedAt.microseconds)
  }
}
