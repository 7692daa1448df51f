import Foundation
import Model
import Postgres
import PostgresTestSupport
import Store

/// A database with the schema in it and one client, `acme`.
struct TestDatabase: Sendable {
  let configuration: PostgresConfiguration
  let client: ClientID

  static func run(_ body: @escaping @Sendable (TestDatabase) async throws -> Void) async throws {
    try await TestCluster.withSchema { configuration in
      var configuration = configuration
      configuration.sessionSettings = PlannerSettings.lookUpByIndex
      let database = TestDatabase(configuration: configuration, client: ClientID(UUID()))
      let client = database.client
      try await database.connect { connection throws in
        try connection.execute(
          script: """
            INSERT INTO api_clients (client_id, name, secret_hash, scopes, created_at)
              VALUES ('\(client)', 'acme', '', '{}', now());
            """)
      }
      try await body(database)
    }
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
