import Foundation
import Logging
import Postgres
import Synchronization

/// One private server for the whole test run, and a database of its own for each test.
actor TestCluster {
  static let shared = TestCluster()

  private var starting: Task<PostgresConfiguration, any Error>?

  /// Makes a database, runs `body` with it, and drops it.
  static func withDatabase<Value: Sendable>(
    _ body: @Sendable (PostgresConfiguration) async throws -> Value
  ) async throws -> Value {
    let server = try await shared.configuration()
    let name = "t" + UUID().uuidString.lowercased().filter { $0 != "-" }
    try await PostgresConnection.withConnection(server) { try $0.execute(script: "CREATE DATABASE \(name)") }
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
  static var quiet: Logger {
    var logger = Logger(label: "test")
    logger.logLevel = .critical
    return logger
  }
}
