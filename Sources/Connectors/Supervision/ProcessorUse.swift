import Glibc

/// Notices a process that takes more of the machine than a connector has use for.
///
/// A connector is called by one thread. A process that keeps more than a processor busy, or has many threads that want
/// one, has threads of its own that spin; since the kernel gives each thread the same share, a hundred of them would leave
/// next to nothing to the gateway, its database and the other connectors.
struct ProcessorUse {
  /// What one look at a process finds.
  struct Look: Equatable {
    /// Processor time of all its threads since it began.
    var used: Duration
    /// Threads that run or wait for a processor. On a busy machine they get little of it, however many they are.
    var runnable: Int
  }

  /// Processors kept busy, above which a process has too much.
  static let mostProcessors = 1.25
  /// Threads at once, above which it wants too much.
  static let mostRunnable = 4
  /// Looks in a row that must have found too much.
  static let patience = 2

  private var last: (used: Duration, at: Int64)?
  private var findings = 0

  /// It has had too much for long. From then on it stays so: what has been told once is no surprise.
  var isGreedy: Bool { findings >= Self.patience }

  /// - Parameter now: Microseconds of the monotonic clock.
  mutating func note(_ look: Look, at now: Int64) {
    defer { last = (used: look.used, at: now) }
    guard !isGreedy, let last, now > last.at else { return }
    let share = (look.used - last.used) / .microseconds(now - last.at)
    findings = share > Self.mostProcessors || look.runnable > Self.mostRunnable ? findings + 1 : 0
  }
}

extension ChildProcess {
  /// Nil when it has ended.
  var processorUse: ProcessorUse.Look? {
    guard let fields = Self.status("/proc/\(pid)/stat"), fields.count > 18, let user = Int64(fields[12]),
      let system = Int64(fields[13]), let threads = Int(fields[18])
    else { return nil }
    var look = ProcessorUse.Look(used: .seconds(user + system) / sysconf(Int32(_SC_CLK_TCK)), runnable: 0)
    // Few threads are not too many, whatever they do.
    if threads > ProcessorUse.mostRunnable {
      forEachThread { thread in
        if Self.status("/proc/\(pid)/task/\(thread)/stat")?.dropFirst().first == "R" { look.runnable += 1 }
      }
    }
    return look
  }

  /// Has its threads wait until nobody else wants the processors. Threads that they start are like them.
  func standBack() {
    forEachThread { setpriority(__priority_which_t(PRIO_PROCESS.rawValue), $0, 19) }
  }

  private func forEachThread(_ body: (id_t) -> Void) {
    guard let folder = opendir("/proc/\(pid)/task") else { return }
    defer { closedir(folder) }
    while let entry = readdir(folder) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if let thread = id_t(name) { body(thread) }
    }
  }

  /// The fields of a stat file of proc(5) from the end of the name on, which may hold anything, parentheses too: the
  /// state is at 1, utime and stime at 12 and 13, the number of threads at 18.
  private static func status(_ path: String) -> [Substring]? {
    guard let line = firstLine(of: path) else { return nil }
    return line.lastIndex(of: ")").map { line[$0...].split(separator: " ") }
  }
}
