import CLibPQ

extension PostgresConnection {
  /// Runs one statement. Outside `transaction` it is a transaction of its own.
  /// - Throws: `PostgresError`; `outcomeUnknown` when the connection is lost before the server confirmed the commit.
  @discardableResult
  public func query(_ query: Query) throws -> Rows {
    try pipeline([query])[0]
  }

  @discardableResult
  public func query(_ statement: Statement, _ parameters: [PostgresValue] = []) throws -> Rows {
    try pipeline([Query(statement, parameters)])[0]
  }

  /// Runs the statements in one round trip, in order, stopping at the first failure.
  ///
  /// Outside `transaction` they are one transaction: all or nothing. Inside it they are part of that one.
  /// - Returns: One answer for each query.
  /// - Throws: The first failure, as a `PostgresError`.
  @discardableResult
  public func pipeline(_ queries: [Query]) throws -> [Rows] {
    guard isUsable else { throw PostgresError(.unavailable, "the connection was lost earlier") }
    guard !queries.isEmpty else { return [] }
    switch transactionState {
    case .none:
      let mayCommit = queries.contains { !$0.statement.isReadOnly }
      do {
        return try exchange(queries, mayCommit: mayCommit)
      } catch let error as PostgresError where error.code == .stalePlan {
        // All of it was rolled back, and now everything is prepared anew.
        return try exchange(queries, mayCommit: mayCommit)
      }
    case .requested(let level):
      transactionState = .open
      return Array(try exchange([Query(level.begin)] + queries, mayCommit: false).dropFirst())
    case .open:
      return try exchange(queries, mayCommit: false)
    }
  }

  /// - Parameter mayCommit: Whether a loss of the connection leaves it open what the server did.
  func exchange(_ queries: [Query], mayCommit: Bool) throws -> [Rows] {
    var steps: [PipelineStep] = []
    steps.reserveCapacity(queries.count + 1)
    do {
      for query in queries { try send(query, &steps) }
      guard PQpipelineSync(handle) == 1 else { throw lost() }
    } catch {
      // Half a pipeline lies in libpq's buffer, without the mark that would make the server commit it.
      abandon()
      throw error
    }
    var exchange = PipelineExchange()
    do {
      try flush()
      try receive(steps, &exchange)
    } catch let error as PostgresError {
      // A failure that the server reported before the loss settles the outcome.
      if let failure = exchange.failure { throw failure }
      guard mayCommit else { throw error }
      throw PostgresError(
        .outcomeUnknown,
        "it may or may not have been committed: \(error.message)",
        sqlState: error.sqlState,
        statement: queries.first?.statement.sql,
        cause: error
      )
    }
    if let failure = exchange.failure {
      if failure.code == .stalePlan { try forgetPreparedStatements() }
      // The primary is elsewhere: only a new connection, which tries all hosts, finds it.
      if failure.code == .readOnly { abandon() }
      throw failure
    }
    return exchange.answers
  }

  private func send(_ query: Query, _ steps: inout [PipelineStep]) throws {
    try encoder.encode(query.parameters)
    let statement = query.statement
    let name: String
    if let known = prepared.name(of: statement, types: encoder.types) {
      name = known
    } else {
      name = prepared.add(statement, types: encoder.types)
      steps.append(.prepare(statement, name: name))
      guard PQsendPrepare(handle, name, statement.sql, Int32(encoder.types.count), encoder.types) == 1 else {
        throw lost()
      }
    }
    steps.append(.execute(statement))
    let sent = encoder.withPointers { values, lengths, formats in
      PQsendQueryPrepared(handle, name, Int32(values.count), values, lengths, formats, 1)
    }
    guard sent == 1 else { throw lost() }
  }

  private func receive(_ steps: [PipelineStep], _ exchange: inout PipelineExchange) throws {
    for step in steps {
      guard let result = try nextResult() else { throw lost() }
      let status = PQresultStatus(result.pointer)
      if case .prepare(let statement, let name) = step, status != PGRES_COMMAND_OK {
        prepared.remove(statement, name: name)
      }
      switch status {
      case PGRES_COMMAND_OK, PGRES_TUPLES_OK, PGRES_EMPTY_QUERY:
        if case .execute = step { exchange.answers.append(Rows(result)) }
      case PGRES_PIPELINE_ABORTED:
        break
      case PGRES_FATAL_ERROR:
        let failure = try self.failure(in: result, of: step.statement)
        exchange.failure = exchange.failure ?? failure
      default:
        abandon()
        throw PostgresError(.misuse, "COPY does not go through a pipeline", statement: step.statement.sql)
      }
      guard try nextResult() == nil else { throw lost() }
    }
    try receiveSync(of: steps, &exchange)
  }

  /// The pipeline's end, where an implicit transaction commits. What fails only then, such as a deferred constraint, is
  /// reported here, after each statement has been answered with success.
  private func receiveSync(of steps: [PipelineStep], _ exchange: inout PipelineExchange) throws {
    while true {
      guard let result = try nextResult() ?? nextResult() else { throw lost() }
      switch PQresultStatus(result.pointer) {
      case PGRES_PIPELINE_SYNC: return
      case PGRES_FATAL_ERROR:
        let failure = try self.failure(in: result, of: steps.last?.statement)
        exchange.failure = exchange.failure ?? failure
      default: throw lost()
      }
    }
  }

  /// The error that a result holds.
  /// - Throws: `unavailable` when it ended the session and not only the statement.
  func failure(in result: ResultHandle, of statement: Statement?) throws -> PostgresError {
    let error = PostgresError(result: result.pointer, statement: statement?.sql)
    let severity = clibpq_severity(result.pointer).map { String(cString: $0) }
    guard PQstatus(handle) == CONNECTION_BAD || severity != "ERROR" else { return error }
    abandon()
    throw PostgresError(.unavailable, error.message, sqlState: error.sqlState, statement: error.statement)
  }

  private func forgetPreparedStatements() throws {
    prepared.removeAll()
    guard case .none = transactionState else { return }
    _ = try exchange([Query(.deallocateAll)], mayCommit: false)
    prepared.removeAll()
  }
}
