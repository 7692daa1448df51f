import CCurl
import Glibc

/// A thread of its own for what waits in C: Swift's pool must not be held up.
enum LoopThread {
  private final class Body {
    let run: () -> Void

    init(_ run: @escaping () -> Void) {
      self.run = run
    }
  }

  /// - Parameter name: shown by debuggers; at most 15 bytes.
  static func start(name: StaticString, _ body: @escaping @Sendable () -> Void) {
    let named = Body {
      pthread_setname_np(pthread_self(), UnsafeRawPointer(name.utf8Start).assumingMemoryBound(to: CChar.self))
      body()
    }
    var thread = pthread_t()
    let status = pthread_create(
      &thread, nil,
      { argument in
        Unmanaged<Body>.fromOpaque(argument!).takeRetainedValue().run()
        return nil
      }, Unmanaged.passRetained(named).toOpaque())
    precondition(status == 0, "no thread: \(String(cString: strerror(status)))")
    pthread_detach(thread)
  }
}
