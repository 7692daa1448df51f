import Foundation
import Logging
import Postgres
import PostgresTestSupport
import ServiceLifecycle
import Testing

@Suite struct PostgresPoolTests {
  private func pool(_ configuration: PostgresConfiguration, connections: Int = 2, maxQueued: Int = 100) -> PostgresPool
  {
    PostgresPool(configuration: configuration, connections: connections, maxQueuedJobs: maxQueued, logger: .quiet)
  }

  @Test func manyCallersShareFewConnections() async throws {
    try await TestCluster.withDatabase { configuration in
      let pool = self.pool(configuration, connections: 3, maxQueued: 1000)
      try await running(pool) {
        let statement = Statement("SELECT $1::int8 + 1, pg_backend_pid()")
        let backends = try await withThrowingTaskGroup(of: Int32.self) { group in
          for number in 0..<300 {
            group.addTask {
              let row = try await pool.query(statement, [.int64(Int64(number))]).single()
              #expect(try row.int64(0) == Int64(number) + 1)
              return try row.int32(1)
            }
          }
          return try await group.reduce(into: Set()) { $0.insert($1) }
        }
        #expect((1...3).contains(backends.count))
        #expect(pool.isConnected)
      }
    }
  }

  @Test func aFullQueueRefusesAndCancellationMakesRoom() async throws {
    try await TestCluster.withDatabase { configuration in
      let pool = self.pool(configuration, connections: 1, maxQueued: 2)
      let gate = Gate()
      try await running(pool) {
        try await withThrowingTaskGroup(of: Void.self) { group in
          group.addTask { try await pool.perform { _ in gate.wait() } }
          try await eventually { gate.waiters == 1 }
          let cancelled = Task { try await pool.perform { _ in Issue.record("a cancelled job ran") } }
          group.addTask { try await pool.perform { _ in } }
          try await eventually { pool.queuedJobs == 2 }
          let error = await #expect(throws: PostgresError.self) { try await pool.perform { _ in } }
          #expect(error?.code == .overloaded)
          cancelled.cancel()
          await #expect(throws: CancellationError.self) { try await cancelled.value }
          #expect(pool.queuedJobs == 1)
          gate.open()
          try await group.waitForAll()
        }
      }
    }
  }

  @Test func gracefulShutdownFinishesWhatIsQueued() async throws {
    try await TestCluster.withDatabase { configuration in
      let pool = self.pool(configuration, connections: 1)
      let gate = Gate()
      let group = ServiceGroup(services: [pool], logger: .quiet)
      try await withThrowingTaskGroup(of: Void.self) { tasks in
        tasks.addTask { try await group.run() }
        for _ in 0..<5 { tasks.addTask { try await pool.perform { _ in gate.wait() } } }
        try await eventually { gate.waiters == 1 && pool.queuedJobs == 4 }
        await group.triggerGracefulShutdown()
        gate.open()
        try await tasks.waitForAll()
      }
      let error = await #expect(throws: PostgresError.self) { try await pool.perform { _ in } }
      #expect(error?.code == .closed)
    }
  }

  @Test func withoutAServerCallersFailSoonAndThenAtOnce() async throws {
    let pool = self.pool(try PostgresConfiguration("host=/nonexistent"))
    try await running(pool) {
      let clock = ContinuousClock()
      let all = await clock.measure {
        for _ in 0..<50 {
          let error = await #expect(throws: PostgresError.self) { try await pool.perform { _ in } }
          #expect(error?.code == .unavailable)
        }
      }
      #expect(all < .seconds(2))
      #expect(!pool.isConnected)
    }
  }

  @Test func deadlockedTransactionsAreRetried() async throws {
    try await TestCluster.withDatabase { configuration in
      let pool = self.pool(configuration)
      try await running(pool) {
        try await pool.perform {
          try $0.execute(
            script: """
              CREATE TABLE accounts (id int PRIMARY KEY, amount int NOT NULL);
              INSERT INTO accounts VALUES (1, 0), (2, 0);
              """
          )
        }
        let add = Statement("UPDATE accounts SET amount = amount + 1 WHERE id = $1")
        let attempts = Collector<Int32>()
        let holding = Collector<Int32>()
        let bothHold = Gate()
        try await withThrowingTaskGroup(of: Void.self) { group in
          for order in [[Int32(1), 2], [2, 1]] {
            group.addTask {
              try await pool.transaction { connection in
                attempts.add(order[0])
                try connection.query(add, [.int32(order[0])])
                holding.add(order[0])
                if holding.count == 2 { bothHold.open() }
                bothHold.wait()
                try connection.query(add, [.int32(order[1])])
              }
            }
          }
          try await group.waitForAll()
        }
        #expect(attempts.count > 2)
        let amounts = try await pool.query(Statement("SELECT amount FROM accounts ORDER BY id"))
        #expect(try amounts.map { try $0.int32(0) } == [2, 2])
      }
    }
  }

  @Test func serializableCountersLoseNoUpdate() async throws {
    try await TestCluster.withDatabase { configuration in
      let pool = self.pool(configuration, connections: 4)
      try await running(pool) {
        try await pool.perform { try $0.execute(script: "CREATE TABLE counter AS SELECT 0 AS value") }
        let read = Statement("SELECT value FROM counter")
        let write = Statement("UPDATE counter SET value = $1")
        let conflicts = Collector<Void>()
        try await withThrowingTaskGroup(of: Void.self) { group in
          for _ in 0..<4 {
            group.addTask {
              for _ in 0..<10 {
                // More conflicts in a row than the pool's patience are the caller's to repeat.
                while true {
                  do {
                    try await pool.transaction(isolation: .serializable) { connection in
                      let value = try connection.query(read).single().int32(0)
                      try connection.query(write, [.int32(value + 1)])
                    }
                    break
                  } catch let error as PostgresError where error.code == .serialization {
                    conflicts.add(())
                  }
                }
              }
            }
          }
          try await group.waitForAll()
        }
        let final = try await pool.query(read).single().int32(0)
        #expect(final == 40)
      }
    }
  }

  @Test func aJobThatLeavesATransactionOpenDoesNotReachTheNext() async throws {
    try await TestCluster.withDatabase { configuration in
      let pool = self.pool(configuration, connections: 1)
      try await running(pool) {
        try await pool.perform { try $0.execute(script: "CREATE TABLE t (a int)") }
        try await pool.perform { connection in
          try connection.query(Statement("BEGIN"))
          try connection.query(Statement("INSERT INTO t VALUES (1)"))
        }
        let left = try await pool.query(Statement("SELECT a FROM t"))
        #expect(left.isEmpty)
      }
    }
  }

  @Test func aClosureThatThrowsReachesItsCaller() async throws {
    struct Mine: Error {}
    try await TestCluster.withDatabase { configuration in
      let pool = self.pool(configuration)
      try await running(pool) {
        await #expect(throws: Mine.self) { try await pool.transaction { _ in throw Mine() } }
      }
    }
  }
}
