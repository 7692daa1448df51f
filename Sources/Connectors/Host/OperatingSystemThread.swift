import Glibc

/// Starts a detached thread of its own for work that may block: connectors must not hold up Swift's thread pool.
package enum OperatingSystemThread {
  private final class Body {
    let run: @Sendable () -> Void

    init(_ run: @escaping @Sendable () -> Void) {
      self.run = run
    }
  }

  /// - Parameter name: shown by debuggers; the first 15 bytes of it.
  package static func start(name: String, _ body: @escaping @Sendable () -> Void) {
    let named = Body {
      if let file = fopen("/proc/thread-self/comm", "we") {
        fputs(name, file)
        fclose(file)
      }
      body()
    }
    let argument = Unmanaged.passRetained(named).toOpaque()
    var attributes = pthread_attr_t()
    pthread_attr_init(&attributes)
    pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
    defer { pthread_attr_destroy(&attributes) }

    // Signals are for the main program: the new thread inherits a mask that blocks them.
    var all = sigset_t()
    var former = sigset_t()
    sigfillset(&all)
    for fault in [SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGTRAP] { sigdelset(&all, fault) }
    pthread_sigmask(SIG_SETMASK, &all, &former)
    defer { pthread_sigmask(SIG_SETMASK, &former, nil) }

    var thread = pthread_t()
    let status = pthread_create(
      &thread, &attributes,
      { argument in
        Unmanaged<Body>.fromOpaque(argument!).takeRetainedValue().run()
        return nil
      }, argument)
    precondition(status == 0, "no thread: \(String(cString: strerror(status)))")
  }
}
