import Connectors
import Logging
import Migrations
import Model
import Postgres
import PostgresTestSupport
import ServiceLifecycle
import Store
import Testing

@testable import Gateway

/// Connectors' values in a real database.
@Suite struct ConnectorStateTests {
  /// Runs a writer with its pool while `body` runs; afterwards everything is stored.
  private func withWriter(
    _ configuration: PostgresConfiguration,
    _ body: @escaping @Sendable (ConnectorStateWriter) async throws -> Void
  ) async throws {
    let pool = PostgresPool(configuration: configuration, connections: 1, maxQueuedJobs: 16, logger: .quiet)
    let writer = ConnectorStateWriter(configuration: configuration, pool: pool, logger: .quiet)
    let group = ServiceGroup(services: [pool, writer], logger: .quiet)
    try await withThrowingTaskGroup(of: Void.self) { tasks in
      tasks.addTask { try await group.run() }
      let result: Result<Void, any Error>
      do { result = .success(try await body(writer)) } catch { result = .failure(error) }
      await group.triggerGracefulShutdown()
      try await tasks.waitForAll()
      try result.get()
    }
  }

  private func change(_ key: String, _ value: String?, at time: Int64, of account: String = "one")
    -> ConnectorStateChange
  {
    ConnectorStateChange(account: account, key: key, value: value.map { Array($0.utf8) }, changedAt: time)
  }

  private static let now = Timestamp.now().microseconds

  private func values(_ changes: [ConnectorStateChange]) -> [String: String] {
    var values: [String: String] = [:]
    for change in changes {
      values["\(change.account)/\(change.key)"] = change.value.map { String(decoding: $0, as: UTF8.self) }
    }
    return values
  }

  @Test func keepsTheLaterChangeWhicheverComesFirst() async throws {
    let now = Self.now
    try await TestCluster.withSchema { configuration in
      let read = try await PostgresConnection.withConnection(configuration) { connection in
        func apply(_ changes: ConnectorStateChange...) throws {
          try connection.transaction {
            try ConnectorStateStore.apply(changes.map(ConnectorStateStore.Change.init), on: $0)
          }
        }
        try apply(change("a", "1", at: now), change("a", "2", at: now + 1), change("b", "1", at: now))
        try apply(change("a", "late", at: now), change("b", nil, at: now + 5), change("c", "\0\u{1}", at: now))
        try apply(change("b", "late", at: now + 4), change("a", "1", at: now, of: "two"))
        return try ConnectorStateStore.load(accounts: ["one", "three"], on: connection)
      }
      #expect(values(read.map(ConnectorStateChange.init)) == ["one/a": "2", "one/c": "\0\u{1}"])
      #expect(read.count == 3)
    }
  }

  @Test func forgetsWhatWasRemovedLongAgo() async throws {
    let now = Self.now
    try await TestCluster.withSchema { configuration in
      let left = try await PostgresConnection.withConnection(configuration) { connection in
        let changes = [
          change("old", nil, at: now - 2 * 3_600_000_000), change("new", nil, at: now), change("kept", "1", at: 5),
        ]
        try ConnectorStateStore.apply(changes.map(ConnectorStateStore.Change.init), on: connection)
        try ConnectorStateStore.prune(on: connection)
        return try ConnectorStateStore.load(accounts: ["one"], on: connection).map(\.key)
      }
      #expect(left.sorted() == ["kept", "new"])
    }
  }

  @Test func writesBehindAndLoadsAgain() async throws {
    let now = Self.now
    try await TestCluster.withSchema { configuration in
      try await withWriter(configuration) { writer in
        for number in 0..<1_000 {
          writer.store([
            change("counter", "\(number)", at: now + Int64(number)), change("k\(number % 7)", "x", at: now),
          ])
        }
        writer.store([change("k0", nil, at: now + 1)])
        // What comes late and is older changes nothing.
        writer.store([change("counter", "older", at: now)])
      }
      let pool = PostgresPool(configuration: configuration, connections: 1, maxQueuedJobs: 1, logger: .quiet)
      let loaded = try await ConnectorStateWriter(configuration: configuration, pool: pool, logger: .quiet)
        .load(accounts: ["one"])
      #expect(values(loaded).count == 7)
      #expect(values(loaded)["one/counter"] == "999" && values(loaded)["one/k0"] == nil)
    }
  }

  @Test func waitsForADatabaseThatIsAway() async throws {
    let now = Self.now
    try await TemporaryDirectory.withCluster { cluster, _ in
      let configuration = try await cluster.start()
      _ = try await Migrator(migrations: Migrations.all).migrate(configuration)
      try await withWriter(configuration) { writer in
        writer.store([change("a", "before", at: now)])
        try await cluster.stop()
        writer.store([change("a", "meanwhile", at: now + 1), change("b", "1", at: now)])
        _ = try await cluster.start()
        // Looks again after a second: until then the end would wait for it.
        let begin = ContinuousClock.now
        while try await values(writer.load(accounts: ["one"]))["one/b"] == nil {
          try #require(ContinuousClock.now - begin < .seconds(20))
          try await Task.sleep(for: .milliseconds(20))
        }
        #expect(try await values(writer.load(accounts: ["one"])) == ["one/a": "meanwhile", "one/b": "1"])
      }
    }
  }
}
