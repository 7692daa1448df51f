import Foundation
import Logging
import Postgres
import PostgresTestSupport
import ServiceLifecycle
import Testing

@Suite struct BatchWriterTests {
  private static let insert = Statement(
    """
    INSERT INTO lines (id, word) SELECT * FROM unnest($1::bigint[], $2::text[])
    RETURNING id
    """
  )

  private static let write: @Sendable (PostgresConnection, [Int64]) throws -> [Int64] = { connection, ids in
    let words = ids.map { $0 < 0 ? "bad" : "good" }
    return try connection.query(insert, [.int64Array(ids), .textArray(words)]).map { try $0.int64(0) }
  }

  private func withWriter(
    connections: Int = 2,
    maxBatch: Int = 1000,
    maxQueued: Int = 10_000,
    execute: @escaping @Sendable (PostgresConnection, [Int64]) throws -> [Int64] = write,
    _ body: @escaping @Sendable (BatchWriter<Int64, Int64>, PostgresConfiguration) async throws -> Void
  ) async throws {
    try await TestCluster.withDatabase { configuration in
      try await PostgresConnection.withConnection(configuration) {
        try $0.execute(script: "CREATE TABLE lines (id bigint PRIMARY KEY, word text CHECK (word <> 'bad'))")
      }
      let writer = BatchWriter(
        configuration: configuration,
        connections: connections,
        maxBatch: maxBatch,
        maxQueued: maxQueued,
        logger: .quiet,
        execute: execute
      )
      try await running(writer) { try await body(writer, configuration) }
    }
  }

  private func storedIDs(_ configuration: PostgresConfiguration) async throws -> [Int64] {
    try await PostgresConnection.withConnection(configuration) {
      try $0.query(Statement("SELECT id FROM lines ORDER BY id")).map { try $0.int64(0) }
    }
  }

  @Test func aThousandCallersShareFewCommits() async throws {
    try await withWriter { writer, configuration in
      try await withThrowingTaskGroup(of: Void.self) { group in
        for id in Int64(0)..<1000 {
          group.addTask {
            let outcome = try await writer.submit(id)
            #expect(outcome == id)
          }
        }
        try await group.waitForAll()
      }
      let stored = try await self.storedIDs(configuration)
      #expect(stored == Array(0..<1000))
      #expect(writer.statistics.rows == 1000)
      #expect(writer.statistics.batches < 500)
    }
  }

  @Test func whatArrivesDuringACommitIsTheNextBatch() async throws {
    let gate = Gate()
    let sizes = Collector<Int>()
    try await withWriter(
      connections: 1,
      maxBatch: 40,
      execute: { connection, ids in
        sizes.add(ids.count)
        if sizes.count == 1 { gate.wait() }
        return try Self.write(connection, ids)
      }
    ) { writer, _ in
      let done = Collector<Int64>()
      writer.submit(0) { _ in done.add(0) }
      try await eventually { gate.waiters == 1 }
      for id in Int64(1)...100 { writer.submit(id) { _ in done.add(id) } }
      #expect(done.count == 0)
      #expect(writer.queuedRows == 100)
      gate.open()
      try await eventually { done.count == 101 }
      #expect(sizes.all == [1, 40, 40, 20])
      #expect(done.all == Array(0...100))
    }
  }

  @Test func oneBadRowFailsAlone() async throws {
    let gate = Gate()
    let calls = Collector<Int>()
    try await withWriter(
      connections: 1,
      execute: { connection, ids in
        calls.add(ids.count)
        if calls.count == 1 { gate.wait() }
        return try Self.write(connection, ids)
      }
    ) { writer, configuration in
      let outcomes = Collector<(Int64, Result<Int64, PostgresError>)>()
      writer.submit(1000) { outcomes.add((1000, $0)) }
      try await eventually { gate.waiters == 1 }
      for id in Int64(1)...64 {
        let row = id == 20 || id == 21 ? -id : id
        writer.submit(row) { outcomes.add((row, $0)) }
      }
      // Stored already: the same batch has a duplicate, too.
      writer.submit(1000) { outcomes.add((-1000, $0)) }
      gate.open()
      try await eventually { outcomes.count == 66 }
      for (row, outcome) in outcomes.all {
        switch outcome {
        case .success: #expect(row > 0)
        case .failure(let error): #expect(error.code == (row == -1000 ? .uniqueViolation : .checkViolation))
        }
      }
      let stored = try await self.storedIDs(configuration)
      #expect(stored.count == 63)
      #expect(calls.count < 40)
      #expect(writer.statistics.failedRows == 3)
    }
  }

  @Test func aValueTooLargeForAnIndexFailsAlone() async throws {
    let gate = Gate()
    try await withWriter(
      connections: 1,
      execute: { connection, ids in
        if ids == [0] { gate.wait() }
        var generator = SystemRandomNumberGenerator()
        // What cannot be compressed.
        let words = ids.map { $0 < 0 ? (0..<500).map { _ in "\(generator.next())" }.joined() : "good" }
        return try connection.query(Self.insert, [.int64Array(ids), .textArray(words)]).map { try $0.int64(0) }
      }
    ) { writer, configuration in
      try await PostgresConnection.withConnection(configuration) {
        try $0.execute(script: "CREATE INDEX lines_word ON lines (word)")
      }
      let outcomes = Collector<(Int64, Result<Int64, PostgresError>)>()
      writer.submit(0) { outcomes.add((0, $0)) }
      try await eventually { gate.waiters == 1 }
      for id in Int64(1)...20 {
        let row = id == 7 ? -id : id
        writer.submit(row) { outcomes.add((row, $0)) }
      }
      gate.open()
      try await eventually { outcomes.count == 21 }
      for case (let row, .failure(let error)) in outcomes.all {
        #expect(row == -7)
        #expect(error.code == .invalidValue)
      }
      #expect(try await self.storedIDs(configuration).count == 20)
    }
  }

  @Test func aFullQueueRefusesAtOnce() async throws {
    let gate = Gate()
    try await withWriter(
      connections: 1,
      maxQueued: 3,
      execute: { connection, ids in
        gate.wait()
        return try Self.write(connection, ids)
      }
    ) { writer, _ in
      let done = Collector<Result<Int64, PostgresError>>()
      writer.submit(0) { done.add($0) }
      try await eventually { gate.waiters == 1 }
      for id in Int64(1)...3 { writer.submit(id) { done.add($0) } }
      #expect(done.count == 0)
      let error = await #expect(throws: PostgresError.self) { try await writer.submit(4) }
      #expect(error?.code == .overloaded)
      gate.open()
      try await eventually { done.count == 4 }
      #expect(done.all.allSatisfy { (try? $0.get()) != nil })
    }
  }

  @Test func lostConflictsAreTriedAgain() async throws {
    let attempts = Collector<Int>()
    try await withWriter(execute: { connection, ids in
      attempts.add(ids.count)
      let outcome = try connection.transaction { connection in
        let outcome = try Self.write(connection, ids)
        if attempts.count < 3 {
          try connection.execute(script: "DO $$ BEGIN RAISE EXCEPTION 'lost' USING ERRCODE = '40P01'; END $$")
        }
        return outcome
      }
      return outcome
    }) { writer, configuration in
      let outcome = try await writer.submit(1)
      #expect(outcome == 1)
      #expect(attempts.count == 3)
      let stored = try await self.storedIDs(configuration)
      #expect(stored == [1])
    }
  }

  @Test func aConnectionLostBeforeTheCommitCostsNothing() async throws {
    let attempts = Collector<Int>()
    try await withWriter(execute: { connection, ids in
      attempts.add(ids.count)
      return try connection.transaction { connection in
        let outcome = try Self.write(connection, ids)
        if attempts.count == 1 { try connection.query(Statement("SELECT pg_terminate_backend(pg_backend_pid())")) }
        return outcome
      }
    }) { writer, configuration in
      let outcome = try await writer.submit(1)
      #expect(outcome == 1)
      #expect(attempts.count == 2)
      let stored = try await self.storedIDs(configuration)
      #expect(stored == [1])
    }
  }

  @Test func aConnectionLostWhileCommittingIsAnUnknownOutcome() async throws {
    let attempts = Collector<Int>()
    try await withWriter(execute: { connection, ids in
      attempts.add(ids.count)
      let answers = try connection.pipeline([
        Query(Self.insert, [.int64Array(ids), .textArray(ids.map { _ in "good" })]),
        Query(Statement("SELECT pg_terminate_backend(pg_backend_pid())")),
      ])
      return try answers[0].map { try $0.int64(0) }
    }) { writer, _ in
      let error = await #expect(throws: PostgresError.self) { try await writer.submit(1) }
      #expect(error?.code == .outcomeUnknown)
      #expect(error?.isRetriable == false)
      #expect(attempts.count == 1)
    }
  }

  @Test func aWrongNumberOfOutcomesIsNoSuccess() async throws {
    try await withWriter(execute: { _, _ in [] }) { writer, _ in
      let error = await #expect(throws: PostgresError.self) { try await writer.submit(1) }
      #expect(error?.code == .misuse)
    }
  }

  @Test func gracefulShutdownCommitsWhatIsQueued() async throws {
    let gate = Gate()
    try await TestCluster.withDatabase { configuration in
      try await PostgresConnection.withConnection(configuration) {
        try $0.execute(script: "CREATE TABLE lines (id bigint PRIMARY KEY, word text)")
      }
      let writer = BatchWriter<Int64, Int64>(
        configuration: configuration,
        connections: 1,
        logger: .quiet,
        execute: { connection, ids in
          gate.wait()
          return try Self.write(connection, ids)
        }
      )
      let group = ServiceGroup(services: [writer], logger: .quiet)
      let done = Collector<Result<Int64, PostgresError>>()
      try await withThrowingTaskGroup(of: Void.self) { tasks in
        tasks.addTask { try await group.run() }
        for id in Int64(0)..<10 { writer.submit(id) { done.add($0) } }
        try await eventually { gate.waiters == 1 }
        await group.triggerGracefulShutdown()
        gate.open()
        try await tasks.waitForAll()
      }
      #expect(try done.all.map { try $0.get() }.count == 10)
      let error = await #expect(throws: PostgresError.self) { try await writer.submit(11) }
      #expect(error?.code == .closed)
    }
  }
}
