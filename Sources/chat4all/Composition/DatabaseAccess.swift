import Logging
import Migrations
import Postgres

/// Reaches the database for a command that is not the gateway itself: by URL, through a gateway that runs on the data
/// directory, or by starting the private database for the moment.
enum DatabaseAccess {
  static func with<Value: Sendable>(
    _ storage: StorageSettings, logger: Logger,
    _ body: @Sendable (PostgresConfiguration) async throws -> Value
  ) async throws -> Value {
    if let url = storage.databaseURL.value {
      let configuration = try PostgresConfiguration(url, applicationName: "chat4all-cli")
      _ = try await Migrator(migrations: Migrations.all).migrate(configuration)
      return try await body(configuration)
    }
    let directory = try DataDirectory(storage.dataDirectory.value)
    if let configuration = try LocalCluster.runningServer(dataDirectory: directory.path) {
      return try await body(configuration)
    }
    let cluster = LocalCluster(dataDirectory: directory.path, logger: logger)
    let configuration = try await cluster.start()
    do {
      _ = try await Migrator(migrations: Migrations.all).migrate(configuration)
      let value = try await body(configuration)
      try await cluster.stop()
      return value
    } catch {
      try? await cluster.stop()
      throw error
    }
  }

  /// The same with a pool of one connection.
  static func withPool<Value: Sendable>(
    _ storage: StorageSettings, logger: Logger, _ body: @escaping @Sendable (PostgresPool) async throws -> Value
  ) async throws -> Value {
    try await with(storage, logger: logger) { configuration in
      let pool = PostgresPool(configuration: configuration, connections: 1, maxQueuedJobs: 16, logger: logger)
      return try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { try await pool.run() }
        defer { group.cancelAll() }
        return try await body(pool)
      }
    }
  }
}
