import Foundation
import Postgres
import PostgresTestSupport
import Testing

@Suite struct PostgresConnectionTests {
  private func withTable<Value: Sendable>(
    _ body: @escaping @Sendable (PostgresConnection) throws -> Value
  ) async throws -> Value {
    try await TestCluster.withDatabase { configuration in
      try await PostgresConnection.withConnection(configuration) { connection in
        try connection.execute(
          script: "CREATE TABLE items (id bigint PRIMARY KEY, word text NOT NULL CHECK (word <> 'bad')); SELECT 1;"
        )
        return try body(connection)
      }
    }
  }

  private static let insert = Statement("INSERT INTO items VALUES ($1, $2)")
  private static let count = Statement("SELECT count(*) FROM items", readOnly: true)

  private static func item(_ id: Int64, _ word: String = "good") -> Query {
    Query(insert, [.int64(id), .text(word)])
  }

  private func code(of body: () throws -> Void) -> PostgresError.Code? {
    #expect(throws: PostgresError.self, performing: body)?.code
  }

  @Test func aPipelineIsAllOrNothing() async throws {
    try await withTable { connection throws in
      let answers = try connection.pipeline([Self.item(1), Self.item(2), Query(Self.count)])
      #expect(answers.map(\.affectedRows) == [1, 1, 1])
      #expect(try answers[2].single().int64(0) == 2)
      let error = #expect(throws: PostgresError.self) {
        try connection.pipeline([Self.item(3), Self.item(1), Self.item(4)])
      }
      #expect(error?.code == .uniqueViolation)
      #expect(error?.sqlState == "23505")
      #expect(error?.constraint == "items_pkey")
      #expect(try connection.query(Self.count).single().int64(0) == 2)
      #expect(connection.isAlive())
    }
  }

  @Test func whatFailsOnlyAtTheCommitIsAnOrdinaryFailure() async throws {
    try await withTable { connection throws in
      try connection.execute(
        script: "CREATE TABLE late (a int PRIMARY KEY, parent int REFERENCES late DEFERRABLE INITIALLY DEFERRED)"
      )
      let orphan = Query(Statement("INSERT INTO late VALUES ($1, $2)"), [.int32(2), .int32(99)])
      #expect(self.code { try connection.query(orphan) } == .foreignKeyViolation)
      #expect(self.code { try connection.pipeline([orphan, Query(Self.count)]) } == .foreignKeyViolation)
      #expect(self.code { try connection.transaction { _ = try $0.query(orphan) } } == .foreignKeyViolation)
      #expect(try connection.query(Statement("SELECT a FROM late")).isEmpty)
    }
  }

  @Test func aTransactionIsRolledBackWhenItsBodyThrows() async throws {
    try await withTable { connection throws in
      struct Refused: Error {}
      #expect(throws: Refused.self) {
        try connection.transaction { connection in
          try connection.pipeline([Self.item(1), Self.item(2)])
          throw Refused()
        }
      }
      #expect(try connection.query(Self.count).single().int64(0) == 0)
      let count = try connection.transaction { connection in
        try connection.query(Self.item(1))
        return try connection.query(Self.count).single().int64(0)
      }
      #expect(count == 1)
      #expect(try connection.query(Self.count).single().int64(0) == 1)
    }
  }

  @Test func aTransactionWithASwallowedFailureDoesNotPassForCommitted() async throws {
    try await withTable { connection throws in
      let code = self.code {
        try connection.transaction { connection in
          try connection.query(Self.item(1))
          _ = try? connection.query(Self.item(1))
        }
      }
      #expect(code == .transactionAborted)
      #expect(try connection.query(Self.count).single().int64(0) == 0)
    }
  }

  @Test func transactionsDoNotNest() async throws {
    try await withTable { connection throws in
      let code = self.code { try connection.transaction { try $0.transaction { _ in } } }
      #expect(code == .misuse)
      #expect(try connection.transaction { _ in 5 } == 5)
    }
  }

  @Test func serverErrorsHaveCodes() async throws {
    try await withTable { connection throws in
      #expect(self.code { try connection.query(Self.item(1, "bad")) } == .checkViolation)
      #expect(self.code { try connection.query(Self.insert, [.int64(1), .null]) } == .notNullViolation)
      #expect(self.code { try connection.query(Self.item(1, "a\u{0}b")) } == .invalidValue)
      #expect(self.code { try connection.query(Statement("SELECT 1 / $1::int4"), [.int32(0)]) } == .invalidValue)
      #expect(self.code { try connection.query(Statement("SELEKT 1")) } == .server)
      #expect(self.code { try connection.execute(script: "SELECT 1; SELEKT 2") } == .server)
      #expect(try connection.query(Self.count).single().int64(0) == 0)
    }
  }

  @Test func errorTextsHoldNoValues() async throws {
    try await withTable { connection throws in
      let secret = "s3cr3t"
      let failing: [() throws -> Void] = [
        { try connection.query(Statement("SELECT $1::text::uuid"), [.text(secret)]) },
        { try connection.query(Statement("SELECT $1::text::int4"), [.text(secret)]) },
        { try connection.query(Statement("SELECT $1::json"), [.json(Array("{\(secret)".utf8))]) },
        {
          try connection.query(Statement("CREATE TEMP TABLE IF NOT EXISTS w (w text UNIQUE)"))
          let insert = Query(Statement("INSERT INTO w VALUES ($1)"), [.text(secret)])
          try connection.pipeline([insert, insert])
        },
      ]
      for fail in failing {
        let error = #expect(throws: PostgresError.self, performing: fail)
        #expect(error.map { "\($0)".contains(secret) } == false)
      }
    }
  }

  @Test func aParameterThatWasNullFirstTakesAnyValueLater() async throws {
    try await withTable { connection throws in
      let statement = Statement("SELECT count(*) FROM items WHERE id = $1")
      #expect(try connection.query(statement, [.null]).single().int64(0) == 0)
      #expect(try connection.query(statement, [.int32(1)]).single().int64(0) == 0)
      #expect(try connection.query(statement, [.int64(1)]).single().int64(0) == 0)
      #expect(try connection.query(statement, [.null]).single().int64(0) == 0)
    }
  }

  @Test func aLongPipelineWithLongAnswersDoesNotBlockItself() async throws {
    try await withTable { connection throws in
      let echo = Statement("SELECT $1::text")
      let text = String(repeating: "x", count: 20_000)
      let answers = try connection.pipeline((0..<2_000).map { _ in Query(echo, [.text(text)]) })
      #expect(answers.count == 2_000)
      #expect(try answers.allSatisfy { try $0.single().text(0).utf8.count == 20_000 })
    }
  }

  @Test func aPreparedStatementSurvivesAChangeOfTheSchema() async throws {
    try await withTable { connection throws in
      let statement = Statement("SELECT * FROM items")
      try connection.query(statement)
      try connection.execute(script: "ALTER TABLE items ADD COLUMN extra text")
      #expect(try connection.query(statement).column("extra") == 2)
      try connection.execute(script: "ALTER TABLE items ADD COLUMN more text")
      #expect(self.code { _ = try connection.transaction { try $0.query(statement) } } == .stalePlan)
      let columns = try connection.retryingTransaction { try $0.query(statement).column("more") }
      #expect(columns == 3)
    }
  }

  @Test func aStatementThatFailedToPrepareCanBePreparedLater() async throws {
    try await withTable { connection throws in
      let statement = Statement("SELECT later FROM appears_later")
      for _ in 0..<2 { #expect(throws: PostgresError.self) { try connection.query(statement) } }
      try connection.execute(script: "CREATE TABLE appears_later (later int)")
      #expect(try connection.query(statement).isEmpty)
    }
  }

  @Test func rowsOutliveTheConnectionAndTravel() async throws {
    let rows = try await withTable { connection throws in
      try connection.query(Statement("SELECT i, 'row ' || i FROM generate_series(1, 1000) AS i"))
    }
    #expect(rows.count == 1000)
    #expect(try rows.map { try $0.text(1) }.last == "row 1000")
    #expect(rows.affectedRows == 1000)
  }

  @Test func aScriptMayNotEndTheTransactionAroundIt() async throws {
    try await withTable { connection throws in
      #expect(self.code { try connection.transaction { try $0.execute(script: "COMMIT") } } == .misuse)
      #expect(!connection.isAlive())
    }
  }

  @Test func aSlowStatementIsStoppedByTheServer() async throws {
    try await TestCluster.withDatabase { configuration in
      var hasty = configuration
      hasty.statementTimeout = .milliseconds(100)
      try await PostgresConnection.withConnection(hasty) { connection in
        let error = #expect(throws: PostgresError.self) { try connection.query(Statement("SELECT pg_sleep(60)")) }
        #expect(error?.code == .timeout)
        #expect(connection.isAlive())
      }
    }
  }
}
