import Foundation
public import Logging
import Migrations
public import Postgres
import Synchronization

/// One private server for the whole test run, and a database of its own for each test.
public actor TestCluster {
  private static let shared = TestCluster()

  private var starting: Task<PostgresConfiguration, any Error>?
  private var migrating: Task<Void, any Error>?

  /// Makes an empty database, runs `body` with it, and drops it.
  public static func withDatabase<Value: Sendable>(
    _ body: @Sendable (PostgresConfiguration) async throws -> Value
  ) async throws -> Value {
    try await withDatabase(of: "template1", on: try await shared.configuration(), body)
  }

  /// The same with the gateway's tables in the database.
  public static func withSchema<Value: Sendable>(
    _ body: @Sendable (PostgresConfiguration) async throws -> Value
  ) async throws -> Value {
    try await withDatabase(of: migrated, on: try await shared.withMigrated(), body)
  }

  private static let migrated = "migrated"

  private static func withDatabase<Value: Sendable>(
    of template: String, on server: PostgresConfiguration,
    _ body: @Sendable (PostgresConfiguration) async throws -> Value
  ) async throws -> Value {
    let name = "t" + UUID().uuidString.lowercased().filter { $0 != "-" }
    try await PostgresConnection.withConnection(server) {
      try $0.execute(script: "CREATE DATABASE \(name) TEMPLATE \(template)")
    }
    let result: Result<Value, any Error>
    do {
      result = .success(try await body(server.with(database: name)))
    } catch {
      result = .failure(error)
    }
    try await PostgresConnection.withConnection(server) {
      try $0.execute(script: "DROP DATABASE \(name) WITH (FORCE)")
    }
    return try result.get()
  }

  /// The server, on which there is by now a database with all migrations.
  private func withMigrated() async throws -> PostgresConfiguration {
    let server = try await configuration()
    let task =
      migrating
      ?? Task {
        try await PostgresConnection.withConnection(server) {
          try $0.execute(script: "CREATE DATABASE \(Self.migrated)")
        }
        _ = try await Migrator(migrations: Migrations.all).migrate(server.with(database: Self.migrated))
      }
    migrating = task
    try await task.value
    return server
  }

  private func configuration() async throws -> PostgresConfiguration {
    let task = starting ?? Task { try await Self.start() }
    starting = task
    return try await task.value
  }

  private static func start() async throws -> PostgresConfiguration {
    let directory = try TemporaryDirectory.make("shared")
    let cluster = LocalCluster(
      dataDirectory: directory,
      settings: ["shared_buffers": "64MB", "fsync": "off"],
      logger: .quiet
    )
    let configuration = try await cluster.start()
    // The cluster object, and with it the directory's lock, has to live as long as the process.
    kept.withLock { $0 = (cluster, directory) }
    atexit { TestCluster.stopAtExit() }
    return configuration
  }

  private static let kept = Mutex<(cluster: LocalCluster, directory: String)?>(nil)

  private static func stopAtExit() {
    guard let directory = kept.withLock({ $0?.directory }) else { return }
    if let process = ServerProcess(dataDirectory: directory) {
      process.send(SIGINT)
      process.waitForEnd()
    }
    try? FileManager.default.removeItem(atPath: directory)
  }
}

extension Logger {
  /// Tests that provoke failures would fill the output with warnings.
  public static var quiet: Logger {
    var logger = Logger(label: "test")
    logger.logLevel = .critical
    return logger
  }
}
