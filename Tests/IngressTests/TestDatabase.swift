import Foundation
import Logging
import Migrations
import Model
import Postgres
import Store

/// A private cluster with the schema in it and one client, `acme`.
struct TestDatabase: Sendable {
  let configuration: PostgresConfiguration
  let client: ClientID

  static func run(_ body: @escaping @Sendable (TestDatabase) async throws -> Void) async throws {
    let directory = FileManager.default.temporaryDirectory.appendingPathComponent(
      "c4a-\(UUID().uuidString.prefix(8))")
    try FileManager.default.createDirectory(
      at: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o711])
    let logger = Logger(label: "tests") { _ in SwiftLogNoOpLogHandler() }
    let cluster = LocalCluster(dataDirectory: directory.path, logger: logger)
    var configuration = try await cluster.start()
    _ = try await Migrator(migrations: Migrations.all).migrate(configuration)
    configuration.sessionSettings = PlannerSettings.lookUpByIndex
    let database = TestDatabase(configuration: configuration, client: ClientID(UUID()))
    do {
      let client = database.client
      try await database.connect { connection throws in
        try connection.execute(
          script: """
            INSERT INTO api_clients (client_id, name, secret_hash, scopes, created_at)
              VALUES ('\(client)', 'acme', '', '{}', now());
            """)
      }
      try await body(database)
    } catch {
      try await cluster.stop()
      throw error
    }
    try await cluster.stop()
    try FileManager.default.removeItem(at: directory)
  }

  func connect<Value: Sendable>(_ body: @escaping @Sendable (PostgresConnection) throws -> Value) async throws -> Value
  {
    try await PostgresConnection.withConnection(configuration, body)
  }
}

extension PostgresConnection {
  /// The first column of a query without parameters.
  func numbers(_ sql: String) throws -> [Int64] {
    try query(Statement(sql), []).map { try $0.int64(0) }
  }

  func count(_ table: String) throws -> Int64 { try numbers("SELECT count(*) FROM \(table)")[0] }
}
