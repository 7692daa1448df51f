import Glibc
import Synchronization

/// Several threads that do the same thing at the same moment.
enum Crowd {
  private final class Work: Sendable {
    let body: @Sendable () -> UInt
    let answers = Mutex<[UInt]>([])
    let waiting: Atomic<Int>

    init(_ count: Int, _ body: @escaping @Sendable () -> UInt) {
      waiting = Atomic(count)
      self.body = body
    }
  }

  static func run(_ count: Int, _ body: @escaping @Sendable () -> UInt) -> [UInt] {
    let work = Work(count, body)
    var threads: [pthread_t] = []
    for _ in 0..<count {
      var thread = pthread_t()
      let argument = Unmanaged.passRetained(work).toOpaque()
      let status = pthread_create(
        &thread, nil,
        { argument in
          let work = Unmanaged<Work>.fromOpaque(argument!).takeRetainedValue()
          work.waiting.subtract(1, ordering: .sequentiallyConsistent)
          while work.waiting.load(ordering: .sequentiallyConsistent) > 0 { sched_yield() }
          let answer = work.body()
          work.answers.withLock { $0.append(answer) }
          return nil
        }, argument)
      if status == 0 { threads.append(thread) }
    }
    for thread in threads { pthread_join(thread, nil) }
    return work.answers.withLock { $0 }
  }
}
