import Logging
import PostgresTestSupport
import ServiceLifecycle
import Synchronization
import Testing

/// Runs services while `body` runs, and shuts them down gracefully afterwards.
@discardableResult
func running<Value: Sendable>(
  _ services: any Service...,
  body: @escaping @Sendable () async throws -> Value
) async throws -> Value {
  let group = ServiceGroup(services: services, logger: .quiet)
  return try await withThrowingTaskGroup(of: Void.self) { tasks in
    tasks.addTask { try await group.run() }
    let result: Result<Value, any Error>
    do { result = .success(try await body()) } catch { result = .failure(error) }
    await group.triggerGracefulShutdown()
    try await tasks.waitForAll()
    return try result.get()
  }
}

/// Waits, by the clock, until something outside this process has come about.
func eventually(within limit: Duration = .seconds(15), _ condition: @Sendable () async throws -> Bool) async throws {
  let deadline = ContinuousClock.now + limit
  while try await !condition() {
    guard ContinuousClock.now < deadline else {
      Issue.record("did not come about within \(limit)")
      return
    }
    try await Task.sleep(for: .milliseconds(5))
  }
}
