import CLibPQ

extension PostgresConnection {
  /// Runs several statements, separated by semicolons, without parameters or results: for migrations.
  ///
  /// Outside `transaction` they are one transaction, unless the script says otherwise.
  /// - Throws: The first failure; `outcomeUnknown` when the connection is lost outside a transaction.
  public func execute(script: String) throws {
    var mayCommit = true
    switch transactionState {
    case .none: break
    case .requested(let level):
      transactionState = .open
      _ = try exchange([Query(level.begin)], mayCommit: false)
      mayCommit = false
    case .open:
      mayCommit = false
    }
    guard isUsable else { throw PostgresError(.unavailable, "the connection was lost earlier") }
    // Several statements in one text exist only in the simple protocol, which a pipeline does not speak.
    guard PQexitPipelineMode(handle) == 1 else { throw lost() }
    do {
      try simpleQuery(script)
    } catch let error as PostgresError where !isUsable && mayCommit {
      throw PostgresError(.outcomeUnknown, error.message, sqlState: error.sqlState, cause: error)
    }
    guard PQenterPipelineMode(handle) == 1 else { throw lost() }
    if !mayCommit, PQtransactionStatus(handle) != PQTRANS_INTRANS {
      abandon()
      throw PostgresError(.misuse, "a script ended the transaction that it was run in")
    }
  }

  private func simpleQuery(_ script: String) throws {
    guard PQsendQuery(handle, script) == 1 else { throw lost() }
    try flush()
    var failure: PostgresError?
    while let result = try nextResult() {
      switch PQresultStatus(result.pointer) {
      case PGRES_COMMAND_OK, PGRES_TUPLES_OK, PGRES_EMPTY_QUERY: break
      case PGRES_FATAL_ERROR:
        failure = try self.failure(in: result, of: nil)
      default:
        abandon()
        throw PostgresError(.misuse, "a script cannot COPY")
      }
    }
    guard let failure else { return }
    if isUsable, PQenterPipelineMode(handle) != 1 { abandon() }
    throw failure
  }

  /// Runs `body` with another limit for each statement; nil: none. Must not be called inside a transaction.
  func withStatementTimeout<Value>(_ timeout: Duration?, _ body: () throws -> Value) throws -> Value {
    let previous = (server: configuration.statementTimeout, client: responseTimeout)
    try setTimeouts(timeout)
    responseTimeout = timeout.map { $0 + configuration.responseGrace }
    defer {
      responseTimeout = previous.client
      if isIdle { _ = try? setTimeouts(previous.server) }
    }
    return try body()
  }
}
