import Foundation
import Postgres
import PostgresTestSupport
import Testing

@Suite struct MigratorTests {
  private static let first = Migration(
    version: 1,
    name: "first",
    sql: "CREATE TABLE one (a int); INSERT INTO one VALUES (1)"
  )
  private static let second = Migration(version: 2, name: "second", sql: "CREATE TABLE two (a int)")
  private static let third = Migration(version: 3, name: "third", sql: "CREATE TABLE three (a int)")

  private func expectRefusal(
    _ migrations: [Migration],
    _ configuration: PostgresConfiguration,
    naming name: String
  ) async {
    let error = await #expect(throws: PostgresError.self) {
      try await Migrator(migrations: migrations).migrate(configuration)
    }
    #expect(error?.code == .migration)
    #expect(error?.message.contains(name) == true)
  }

  @Test func migrationsAreAppliedOnceAndInOrder() async throws {
    try await TestCluster.withDatabase { configuration in
      let migrator = Migrator(migrations: [Self.second, Self.first])
      #expect(try await migrator.status(configuration).map(\.state) == [.pending, .pending])
      #expect(try await migrator.migrate(configuration) == [Self.first, Self.second])
      #expect(try await migrator.migrate(configuration).isEmpty)
      let later = Migrator(migrations: [Self.first, Self.second, Self.third])
      #expect(try await later.status(configuration).map(\.state).last == .pending)
      #expect(try await later.migrate(configuration) == [Self.third])
      let now = Int64(Date().timeIntervalSince1970 * 1_000_000)
      for status in try await later.status(configuration) {
        guard case .applied(let time) = status.state else {
          Issue.record("\(status) is not applied")
          continue
        }
        #expect(abs(now - time) < 60_000_000)
      }
    }
  }

  @Test func editedMissingAndLateStepsAreRefused() async throws {
    try await TestCluster.withDatabase { configuration in
      try await Migrator(migrations: [Self.first, Self.third]).migrate(configuration)
      let edited = Migration(version: 1, name: "first", sql: Self.first.sql + " ")
      await self.expectRefusal([edited, Self.third], configuration, naming: "0001_first was edited")
      await self.expectRefusal([Self.first], configuration, naming: "third")
      await self.expectRefusal([Self.first, Self.second, Self.third], configuration, naming: "0002_second")
      await self.expectRefusal([Self.first, Self.first, Self.third], configuration, naming: "number 1")
      let states = try await Migrator(migrations: [edited]).status(configuration).map(\.state)
      #expect(states == [.edited, .unknown])
    }
  }

  @Test func aFailedMigrationLeavesNothingBehind() async throws {
    try await TestCluster.withDatabase { configuration in
      let broken = Migration(version: 2, name: "broken", sql: "CREATE TABLE half (a int); SELECT 1 / 0")
      let error = await #expect(throws: PostgresError.self) {
        try await Migrator(migrations: [Self.first, broken]).migrate(configuration)
      }
      #expect(error?.message.contains("0002_broken") == true)
      let tables = try await PostgresConnection.withConnection(configuration) {
        try $0.query(
          Statement("SELECT relname FROM pg_class WHERE relname IN ('one', 'half', 'two') ORDER BY 1")
        ).map { try $0.text(0) }
      }
      #expect(tables == ["one"])
      #expect(try await Migrator(migrations: [Self.first, Self.second]).migrate(configuration) == [Self.second])
    }
  }

  @Test func nodesThatStartTogetherMigrateOnce() async throws {
    try await TestCluster.withDatabase { configuration in
      let slow = Migration(version: 2, name: "slow", sql: "SELECT pg_sleep(0.2); CREATE TABLE two (a int)")
      let migrator = Migrator(migrations: [Self.first, slow, Self.third])
      let applied = try await withThrowingTaskGroup(of: [Migration].self) { group in
        for _ in 0..<8 { group.addTask { try await migrator.migrate(configuration) } }
        return try await group.reduce(into: []) { $0 += $1 }
      }
      #expect(applied == [Self.first, slow, Self.third])
    }
  }

  @Test func aMigrationMayTakeLongerThanAStatement() async throws {
    try await TestCluster.withDatabase { configuration in
      var hasty = configuration
      hasty.statementTimeout = .milliseconds(500)
      let slow = Migration(version: 1, name: "slow", sql: "SELECT pg_sleep(1)")
      let applied = try await Migrator(migrations: [slow]).migrate(hasty)
      #expect(applied == [slow])
    }
  }
}
