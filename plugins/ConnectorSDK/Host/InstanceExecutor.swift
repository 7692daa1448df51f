import CConnectorABI
import Synchronization

/// Runs an instance's tasks where the host calls the instance: one after the other, and without a thread of its own.
///
/// While the host is in a call, what becomes runnable runs before that call returns: a send that makes one request takes
/// two calls and no change of threads. What becomes runnable elsewhere (a connector awaited something other than its
/// host) asks the host for a turn with `post`.
final class InstanceExecutor: TaskExecutor {
  private struct State {
    var jobs: [UnownedJob] = []
    var isInside = false
    var isPosted = false
    var isClosed = false
  }

  private let state = Mutex(State())
  private let table: HostTable
  private let instance: c4a_instance

  init(table: HostTable, instance: c4a_instance) {
    self.table = table
    self.instance = instance
  }

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    let (isClosed, needsPost) = state.withLock { state in
      if state.isClosed { return (true, false) }
      state.jobs.append(job)
      if state.isInside || state.isPosted { return (false, false) }
      state.isPosted = true
      return (false, true)
    }
    // The instance is gone, and with it its turns: the rest of such a task runs where it is, and ends.
    if isClosed { return job.runSynchronously(on: asUnownedTaskExecutor()) }
    if needsPost { post() }
  }

  /// Runs `body`, and after it all that has become runnable. Called by the host, for one call at a time.
  func enter(_ body: () -> Void) {
    state.withLock { $0.isInside = true }
    body()
    while let jobs = nextJobs() {
      for job in jobs { job.runSynchronously(on: asUnownedTaskExecutor()) }
    }
  }

  /// Nothing is run for the instance any more.
  func close() {
    let left = state.withLock { state in
      state.isClosed = true
      defer { state.jobs = [] }
      return state.jobs
    }
    for job in left { job.runSynchronously(on: asUnownedTaskExecutor()) }
  }

  private func nextJobs() -> [UnownedJob]? {
    state.withLock { state in
      guard !state.jobs.isEmpty else {
        state.isInside = false
        return nil
      }
      defer { state.jobs.removeAll() }
      return state.jobs
    }
  }

  private func post() {
    let user = Unmanaged.passRetained(self)
    let code = table.functions.post?(
      instance,
      { user, _ in
        guard let user else { return }
        let executor = Unmanaged<InstanceExecutor>.fromOpaque(user).takeRetainedValue()
        executor.state.withLock { $0.isPosted = false }
        executor.enter {}
      }, user.toOpaque())
    guard code != C4A_OK else { return }
    user.release()
    // No room: other calls are waiting for their turn, and the first of them runs the jobs.
    state.withLock { $0.isPosted = false }
  }
}
