import CLibPQ
import Glibc

/// Runs blocking work on an OS thread of its own, so that the concurrency pool is never blocked.
enum DedicatedThread {
  /// Runs `body` on a new thread and returns what it returned.
  /// - Parameter name: Shown by ps and debuggers; the kernel keeps 15 bytes of it.
  static func run<Value: Sendable>(
    named name: String,
    _ body: @escaping @Sendable () -> Value
  ) async -> Value {
    await withCheckedContinuation { continuation in
      start(named: name) { continuation.resume(returning: body()) }
    }
  }

  /// As `run`, for work that may fail.
  static func runThrowing<Value: Sendable>(
    named name: String,
    _ body: @escaping @Sendable () throws -> Value
  ) async throws -> Value {
    try await run(named: name) { Result { try body() } }.get()
  }

  private static func start(named name: String, _ body: @escaping @Sendable () -> Void) {
    let work = Unmanaged.passRetained(Work(name: name, body: body))
    var thread = pthread_t()
    let error = pthread_create(
      &thread,
      nil,
      { argument in
        let work = Unmanaged<Work>.fromOpaque(argument!).takeRetainedValue()
        clibpq_name_this_thread(work.name)
        work.body()
        return nil
      },
      work.toOpaque()
    )
    // Out of threads or memory: the process cannot do its work at all.
    precondition(error == 0, "cannot start a thread: error \(error)")
    pthread_detach(thread)
  }

  private final class Work {
    let name: String
    let body: @Sendable () -> Void

    init(name: String, body: @escaping @Sendable () -> Void) {
      self.name = name
      self.body = body
    }
  }
}
