import CLibPQ

extension PostgresConnection {
  /// Runs `body` in a transaction: committed when it returns, rolled back when it throws.
  ///
  /// `BEGIN` travels with the first statement, so a transaction of n statements costs n + 1 round trips. A body that runs no
  /// statement costs none.
  /// - Throws: What `body` throws; `outcomeUnknown` when the connection is lost while committing; `transactionAborted` when
  ///   `body` swallowed a statement's failure; `misuse` inside another transaction.
  @discardableResult
  public func transaction<Value>(
    isolation: IsolationLevel = .readCommitted,
    _ body: (PostgresConnection) throws -> Value
  ) throws -> Value {
    guard case .none = transactionState else {
      throw PostgresError(.misuse, "a transaction inside a transaction")
    }
    transactionState = .requested(isolation)
    let value: Value
    do {
      value = try body(self)
    } catch {
      rollBack()
      throw error
    }
    guard case .open = transactionState else {
      transactionState = .none
      return value
    }
    transactionState = .none
    guard isUsable else { throw PostgresError(.unavailable, "the connection was lost before the commit") }
    let answer = try exchange([Query(.commit)], mayCommit: true)[0]
    // The server answers COMMIT of a failed transaction with ROLLBACK and calls that a success.
    guard String(cString: PQcmdStatus(answer.handle.pointer)) == "COMMIT" else {
      throw PostgresError(.transactionAborted, "an earlier statement had failed, so the transaction was rolled back")
    }
    return value
  }

  /// As `transaction`, run again when it loses against a concurrent one (40001, 40P01), with a growing random pause.
  /// - Parameter attempts: How often `body` may run, at least once.
  @discardableResult
  public func retryingTransaction<Value>(
    isolation: IsolationLevel = .readCommitted,
    attempts: Int = 6,
    _ body: (PostgresConnection) throws -> Value
  ) throws -> Value {
    try ConflictRetry(attempts: attempts).run { try transaction(isolation: isolation, body) }
  }

  /// Whether the server sees the connection outside any transaction, as it must be between two callers.
  var isIdle: Bool { isUsable && PQtransactionStatus(handle) == PQTRANS_IDLE }

  private func rollBack() {
    defer { transactionState = .none }
    guard case .open = transactionState, isUsable else { return }
    // A connection that cannot roll back is lost, and with it the transaction.
    do { _ = try exchange([Query(.rollback)], mayCommit: false) } catch { abandon() }
  }
}
