import ServiceLifecycle

extension WorkQueue {
  /// Runs `body` on `count` threads until all have ended; graceful shutdown drains the queue, cancellation aborts it.
  func runWorkers(count: Int, named name: String, _ body: @escaping @Sendable () -> Void) async {
    await withGracefulShutdownHandler {
      await withTaskCancellationHandler {
        await withDiscardingTaskGroup { group in
          for index in 0..<count {
            group.addTask { await DedicatedThread.run(named: "\(name)-\(index)", body) }
          }
        }
      } onCancel: {
        abort()
      }
    } onGracefulShutdown: {
      self.drain()
    }
    // Nothing may be left waiting for threads that are gone.
    abort()
  }
}
