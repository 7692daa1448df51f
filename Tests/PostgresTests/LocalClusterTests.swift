import Foundation
import Logging
import Postgres
import PostgresTestSupport
import Testing

@Suite struct LocalClusterTests {
  private static let one = Statement("SELECT 1", readOnly: true)

  private func ask(_ configuration: PostgresConfiguration) async throws {
    try await PostgresConnection.withConnection(configuration) { try $0.query(Self.one) }
  }

  @Test func itIsMadeOnceAndKeepsItsData() async throws {
    try await TemporaryDirectory.withCluster("with a space and é") { cluster, directory in
      let configuration = try await cluster.start()
      try await PostgresConnection.withConnection(configuration) {
        try $0.execute(script: "CREATE TABLE kept AS SELECT 7 AS a")
      }
      try await cluster.stop()
      #expect(ServerProcess(dataDirectory: directory) == nil)
      let again = try await cluster.start()
      #expect(again == configuration)
      let value = try await PostgresConnection.withConnection(again) {
        try $0.query(Statement("SELECT a FROM kept")).single().int32(0)
      }
      #expect(value == 7)
    }
  }

  @Test func itIsDurableAndPrivate() async throws {
    try await TemporaryDirectory.withCluster { cluster, directory in
      let configuration = try await cluster.start()
      let names = ["fsync", "synchronous_commit", "full_page_writes", "listen_addresses", "unix_socket_permissions"]
      let values = try await PostgresConnection.withConnection(configuration) {
        try $0.query(Statement("SELECT current_setting(n) FROM unnest($1::text[]) AS n"), [.textArray(names)])
          .map { try $0.text(0) }
      }
      #expect(values == ["on", "on", "on", "", "0700"])
      let attributes = try FileManager.default.attributesOfItem(atPath: directory + "/postgres")
      #expect(attributes[.posixPermissions] as? Int == 0o700)
    }
  }

  @Test func aRunningServerIsAdopted() async throws {
    try await TemporaryDirectory.withCluster { _, directory in
      let before: pid_t
      do {
        // Released without a stop, as by a killed process.
        let first = LocalCluster(dataDirectory: directory, logger: .quiet)
        try await self.ask(first.start())
        before = try #require(ServerProcess(dataDirectory: directory)).id
      }
      let second = LocalCluster(dataDirectory: directory, settings: ["work_mem": "12MB"], logger: .quiet)
      // The thread of the first may hold its lock a moment longer.
      try await eventually { (try? await second.start()) != nil }
      let configuration = try await second.start()
      #expect(ServerProcess(dataDirectory: directory)?.id == before)
      try await eventually {
        try await PostgresConnection.withConnection(configuration) {
          try $0.query(Statement("SELECT current_setting('work_mem')")).single().text(0)
        } == "12MB"
      }
    }
  }

  @Test func anotherProcessCanFindTheRunningServer() async throws {
    try await TemporaryDirectory.withCluster { cluster, directory in
      #expect(try LocalCluster.runningServer(dataDirectory: directory) == nil)
      let configuration = try await cluster.start()
      let found = try #require(try LocalCluster.runningServer(dataDirectory: directory + "/"))
      #expect(found == configuration)
      try await self.ask(found)
    }
  }

  @Test func aSecondUserOfTheDirectoryIsRefused() async throws {
    try await TemporaryDirectory.withCluster { cluster, directory in
      _ = try await cluster.start()
      let second = LocalCluster(dataDirectory: directory, logger: .quiet)
      let error = await #expect(throws: PostgresError.self) { try await second.start() }
      #expect(error?.code == .cluster)
      #expect(error?.message.contains("\(getpid())") == true)
    }
  }

  @Test func whatAKilledServerLeavesBehindIsCleared() async throws {
    try await TemporaryDirectory.withCluster { cluster, directory in
      let configuration = try await cluster.start()
      let server = try #require(ServerProcess(dataDirectory: directory))
      server.send(SIGKILL, toGroup: true)
      server.waitForEnd()
      // The process id in the files now belongs to somebody else: this very process.
      for file in ["data/postmaster.pid", "run/.s.PGSQL.5432.lock"] {
        let path = "\(directory)/postgres/\(file)"
        var lines = try String(contentsOfFile: path, encoding: .utf8).split(
          separator: "\n",
          omittingEmptySubsequences: false
        )
        lines[0] = "\(getpid())"
        try lines.joined(separator: "\n").write(toFile: path, atomically: false, encoding: .utf8)
      }
      #expect(try await cluster.start() == configuration)
      try await self.ask(configuration)
    }
  }

  @Test func aServerThatDiesIsStartedAgain() async throws {
    try await TemporaryDirectory.withCluster { cluster, directory in
      let configuration = try await cluster.start()
      try await running(cluster) {
        let before = try #require(ServerProcess(dataDirectory: directory))
        before.send(SIGKILL)
        try await eventually(within: .seconds(30)) {
          guard let now = ServerProcess(dataDirectory: directory), now.id != before.id else { return false }
          return (try? await self.ask(configuration)) != nil
        }
      }
      #expect(ServerProcess(dataDirectory: directory) == nil)
    }
  }

  @Test func aLongPathGetsItsSocketElsewhere() async throws {
    try await TemporaryDirectory.withCluster(String(repeating: "long-", count: 30)) { cluster, _ in
      let configuration = try await cluster.start()
      #expect(configuration.description.contains("host='/tmp/postgres-"))
      try await self.ask(configuration)
      try await cluster.stop()
    }
  }

  @Test func missingProgramsAreNamedWithAdvice() async throws {
    let directory = try TemporaryDirectory.make("missing")
    defer { try? FileManager.default.removeItem(atPath: directory) }
    let cluster = LocalCluster(dataDirectory: directory, programs: [directory], logger: .quiet)
    let error = await #expect(throws: PostgresError.self) { try await cluster.start() }
    #expect(error?.code == .cluster)
    #expect(error?.message.contains("apt-get install postgresql") == true)
  }

  @Test func dataOfAnotherVersionIsNotTouched() async throws {
    let directory = try TemporaryDirectory.make("version")
    defer { try? FileManager.default.removeItem(atPath: directory) }
    let data = directory + "/postgres/data"
    try FileManager.default.createDirectory(atPath: data, withIntermediateDirectories: true)
    try "12\n".write(toFile: data + "/PG_VERSION", atomically: false, encoding: .utf8)
    let error = await #expect(throws: PostgresError.self) {
      try await LocalCluster(dataDirectory: directory, logger: .quiet).start()
    }
    #expect(error?.message.contains("PostgreSQL 12") == true)
  }

  @Test(.enabled(if: geteuid() == 0, "only root runs the server as somebody else"))
  func aClosedParentDirectoryIsNamed() async throws {
    let directory = try TemporaryDirectory.make("closed")
    defer { try? FileManager.default.removeItem(atPath: directory) }
    let closed = directory + "/closed"
    try FileManager.default.createDirectory(
      atPath: closed,
      withIntermediateDirectories: false,
      attributes: [.posixPermissions: 0o700]
    )
    let error = await #expect(throws: PostgresError.self) {
      try await LocalCluster(dataDirectory: closed + "/data", logger: .quiet).start()
    }
    #expect(error?.code == .cluster)
    #expect(error?.message.contains("chmod o+x \(closed)") == true)
  }

  @Test func aNamedDatabaseIsMade() async throws {
    try await TemporaryDirectory.withCluster { _, directory in
      let cluster = LocalCluster(dataDirectory: directory, database: "my \"data\"", logger: .quiet)
      for _ in 0..<2 {
        let name = try await PostgresConnection.withConnection(cluster.start()) {
          try $0.query(Statement("SELECT current_database()")).single().text(0)
        }
        #expect(name == "my \"data\"")
      }
    }
  }
}
