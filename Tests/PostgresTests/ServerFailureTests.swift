import Foundation
import Logging
import Postgres
import PostgresTestSupport
import Testing

/// What happens when the server is killed, freezes or moves.
@Suite struct ServerFailureTests {
  private static let insert = Statement("INSERT INTO lines SELECT * FROM unnest($1::bigint[])")

  @Test func nothingAcknowledgedIsLostWhenTheServerIsKilledUnderLoad() async throws {
    try await TemporaryDirectory.withCluster { cluster, directory in
      let configuration = try await cluster.start()
      try await PostgresConnection.withConnection(configuration) {
        try $0.execute(script: "CREATE TABLE lines (id bigint PRIMARY KEY)")
      }
      let writer = BatchWriter<Int64, Int64>(configuration: configuration, logger: .quiet) { connection, ids in
        try connection.query(Self.insert, [.int64Array(ids)])
        return ids
      }
      let outcomes = Collector<(Int64, Result<Int64, PostgresError>)>()
      try await running(cluster, writer) {
        try await withThrowingTaskGroup(of: Void.self) { group in
          for caller in Int64(0)..<16 {
            group.addTask {
              for number in Int64(0)..<2_000 where outcomes.count < 20_000 {
                let id = caller * 1_000_000 + number
                do {
                  outcomes.add((id, .success(try await writer.submit(id))))
                } catch let error as PostgresError {
                  outcomes.add((id, .failure(error)))
                  // A caller that is refused comes back later.
                  try await Task.sleep(for: .milliseconds(20))
                }
              }
            }
          }
          group.addTask {
            for round in 1...3 {
              try await eventually(within: .seconds(30)) { outcomes.count > round * 2_000 && writer.isConnected }
              let server = try #require(ServerProcess(dataDirectory: directory))
              server.send(SIGKILL)
            }
          }
          try await group.waitForAll()
        }
        // By itself the server is back, and so is the writer.
        try await eventually(within: .seconds(30)) { (try? await writer.submit(-1)) != nil }
      }
      let stored = try await PostgresConnection.withConnection(cluster.start()) {
        Set(try $0.query(Statement("SELECT id FROM lines")).map { try $0.int64(0) })
      }
      var refused = 0
      for (id, outcome) in outcomes.all {
        switch outcome {
        case .success: #expect(stored.contains(id))
        case .failure(let error) where error.code == .unavailable:
          refused += 1
          #expect(!stored.contains(id), "refused as not committed, but it is there")
        case .failure(let error): #expect(error.code == .outcomeUnknown)
        }
      }
      #expect(refused > 0)
    }
  }

  @Test func aKilledBackendCostsOneCallAtMost() async throws {
    try await TestCluster.withDatabase { configuration in
      let pool = PostgresPool(configuration: configuration, connections: 1, maxQueuedJobs: 10, logger: .quiet)
      try await running(pool) {
        let backend = try await pool.query(Statement("SELECT pg_backend_pid()")).single().int32(0)
        try await PostgresConnection.withConnection(configuration) {
          try $0.query(Statement("SELECT pg_terminate_backend($1, 5000)"), [.int32(backend)])
        }
        // The pool sees the end of the idle connection before it sends anything.
        let next = try await pool.query(Statement("SELECT pg_backend_pid()")).single().int32(0)
        #expect(next != backend)
      }
    }
  }

  @Test func aFrozenServerIsGivenUpInTime() async throws {
    try await TemporaryDirectory.withCluster { cluster, directory in
      var configuration = try await cluster.start()
      configuration.statementTimeout = .milliseconds(200)
      configuration.responseGrace = .milliseconds(200)
      configuration.connectTimeout = .seconds(2)
      let pool = PostgresPool(configuration: configuration, connections: 1, maxQueuedJobs: 10, logger: .quiet)
      try await running(pool) {
        try await pool.perform { try $0.execute(script: "CREATE TABLE t (a int)") }
        let server = try #require(ServerProcess(dataDirectory: directory))
        server.send(SIGSTOP, toGroup: true)
        let clock = ContinuousClock()
        var codes: [PostgresError.Code?] = []
        for statement in [
          Statement("SELECT a FROM t", readOnly: true), Statement("SELECT 1", readOnly: true),
          Statement("INSERT INTO t VALUES (1)"),
        ] {
          let time = await clock.measure {
            let error = await #expect(throws: PostgresError.self) { try await pool.query(statement) }
            codes.append(error?.code)
          }
          #expect(time < .seconds(10))
        }
        // The first found the silence; the others found nobody to connect to.
        #expect(codes == [.timeout, .unavailable, .unavailable])
        server.send(SIGCONT, toGroup: true)
        try await eventually { (try? await pool.query(Statement("SELECT 1"))) != nil }
      }
    }
  }

  @Test func aWriteToAFrozenServerHasAnUnknownOutcome() async throws {
    try await TemporaryDirectory.withCluster { cluster, directory in
      var configuration = try await cluster.start()
      configuration.statementTimeout = .milliseconds(100)
      configuration.responseGrace = .milliseconds(100)
      try await PostgresConnection.withConnection(configuration) { connection in
        try connection.execute(script: "CREATE TABLE t (a int)")
        let write = Statement("INSERT INTO t VALUES (1)")
        try connection.query(write)
        ServerProcess(dataDirectory: directory)?.send(SIGSTOP, toGroup: true)
        let error = #expect(throws: PostgresError.self) { try connection.query(write) }
        #expect(error?.code == .outcomeUnknown)
        #expect((error?.cause as? PostgresError)?.code == .timeout)
        #expect(throws: PostgresError.self) { try connection.query(write) }
      }
    }
  }

  @Test func theHostThatTakesWritesIsFound() async throws {
    try await TestCluster.withDatabase { writable in
      try await TemporaryDirectory.withCluster(settings: ["default_transaction_read_only": "on"]) { cluster, _ in
        _ = try await cluster.start()
        let readOnly = try await cluster.start()
        let options = { (configuration: PostgresConfiguration, name: String) in
          configuration.description.split(separator: " ").first { $0.hasPrefix("\(name)=") }!
            .dropFirst(name.count + 1).filter { $0 != "'" }
        }
        let hosts = ["/nonexistent", options(readOnly, "host"), options(writable, "host")]
          .map { $0.replacing("/", with: "%2F") }.joined(separator: ",")
        // The read-only server needs a database of the same name to be asked at all: "postgres" exists everywhere.
        let url = "postgres://postgres@\(hosts)/postgres?target_session_attrs=read-write"
        let host = try await PostgresConnection.withConnection(PostgresConfiguration(url)) {
          try $0.query(Statement("SELECT current_setting('unix_socket_directories')")).single().text(0)
        }
        #expect(host.contains(options(writable, "host")))
      }
    }
  }

  @Test func aServerThatTurnedReadOnlyIsLeft() async throws {
    try await TestCluster.withDatabase { configuration in
      let pool = PostgresPool(configuration: configuration, connections: 1, maxQueuedJobs: 10, logger: .quiet)
      try await running(pool) {
        let before = try await pool.perform { connection in
          try connection.execute(script: "CREATE TABLE t (a int); SET default_transaction_read_only = on")
          return try connection.query(Statement("SELECT pg_backend_pid()")).single().int32(0)
        }
        let error = await #expect(throws: PostgresError.self) {
          try await pool.query(Statement("INSERT INTO t VALUES (1)"))
        }
        #expect(error?.code == .readOnly)
        #expect(error?.isRetriable == true)
        try await pool.query(Statement("INSERT INTO t VALUES (1)"))
        let after = try await pool.query(Statement("SELECT pg_backend_pid()")).single().int32(0)
        #expect(after != before)
      }
    }
  }
}
