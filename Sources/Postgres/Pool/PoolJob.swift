import Synchronization

/// A job that waits for any connection of a pool.
protocol PoolWork: AnyObject, QueuedWork {
  func run(on connection: PostgresConnection)
}

/// Lets jobs with different results stand in one queue.
struct QueuedJob: QueuedWork {
  let work: any PoolWork

  func fail(with error: PostgresError) { work.fail(with: error) }
}

/// One caller's closure, and the caller to resume: exactly once, by whoever takes the continuation out first.
final class PoolJob<Value: Sendable>: PoolWork {
  private enum State {
    case new
    case waiting(CheckedContinuation<Value, any Error>)
    case taken
  }

  private let state = Mutex(State.new)
  private let body: @Sendable (PostgresConnection) throws -> Value

  init(_ body: @escaping @Sendable (PostgresConnection) throws -> Value) {
    self.body = body
  }

  /// - Returns: Whether the job is to be queued; not when it was cancelled before.
  func start(_ continuation: CheckedContinuation<Value, any Error>) -> Bool {
    let isNew = state.withLock { state in
      guard case .new = state else { return false }
      state = .waiting(continuation)
      return true
    }
    if !isNew { continuation.resume(throwing: CancellationError()) }
    return isNew
  }

  func run(on connection: PostgresConnection) {
    guard let continuation = take() else { return }
    continuation.resume(with: Result { try body(connection) })
  }

  func fail(with error: PostgresError) {
    take()?.resume(throwing: error)
  }

  /// Ends the job unless it is running.
  func cancel() {
    take()?.resume(throwing: CancellationError())
  }

  private func take() -> CheckedContinuation<Value, any Error>? {
    state.withLock { state in
      defer { state = .taken }
      guard case .waiting(let continuation) = state else { return nil }
      return continuation
    }
  }
}
