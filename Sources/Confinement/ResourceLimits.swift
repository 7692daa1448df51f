import CConfinement
import Glibc

/// What setrlimit() can bound.
enum ResourceLimits {
  static func apply(_ policy: Confinement.Policy, to report: inout Confinement.Report) {
    preferAsVictim()
    // What counts is what the process writes to (RLIMIT_DATA), not what it maps (RLIMIT_AS): allocators and languages'
    // run-times reserve address space by the gigabyte. The system call filter closes the ways around it.
    report.note(.memory, cconfine_limit(CCONFINE_DATA, policy.memory))
    report.note(.openFiles, cconfine_limit(CCONFINE_OPEN_FILES, policy.openFiles))
    cconfine_ignore_file_size_signal()
    report.note(.fileSize, cconfine_limit(CCONFINE_FILE_SIZE, 0))
    report.note(.inspection, cconfine_limit(CCONFINE_CORE, 0))
    for resource in [CCONFINE_LOCKED_MEMORY, CCONFINE_MESSAGE_QUEUES, CCONFINE_REAL_TIME] {
      _ = cconfine_limit(resource, 0)
    }
  }

  /// The kernel counts tasks for each user, in each user namespace. Only a process that has either for itself can be held
  /// to a number; and root is held to none.
  static func limitThreads(
    _ threads: UInt64, hasOwnUsers: Bool, user: Confinement.User?, report: inout Confinement.Report
  ) {
    if getuid() == 0 {
      report[.threads] = .unavailable("the kernel does not count root's; name a user for connectors")
    } else if hasOwnUsers {
      report.note(.threads, cconfine_limit(CCONFINE_TASKS, threads))
    } else {
      report[.threads] = .unavailable("without a user namespace its threads are counted with others")
    }
  }

  /// When the machine runs out of memory, a connector is ended rather than the gateway.
  private static func preferAsVictim() {
    let file = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC)
    guard file >= 0 else { return }
    _ = write(file, "500", 3)
    close(file)
  }
}
