import Glibc

/// Notices a process that takes more of the machine than a connector has use for.
///
/// A connector is called by one thread. A process that keeps more than a processor busy for long has threads of its own
/// that spin; since the kernel gives each thread the same share, a hundred of them would leave next to nothing to the
/// gateway, its database and the other connectors.
struct ProcessorUse {
  /// Processors kept busy, above which a process has too much.
  static let most = 1.25
  /// Looks in a row that must have found too much.
  static let patience = 2

  private var last: (used: Duration, at: Int64)?
  private var findings = 0

  /// It has had too much for long. From then on it stays so: what has been told once is no surprise.
  var isGreedy: Bool { findings >= Self.patience }

  /// - Parameters:
  ///   - used: Processor time since the process began.
  ///   - now: Microseconds of the monotonic clock.
  mutating func note(_ used: Duration, at now: Int64) {
    defer { last = (used: used, at: now) }
    guard !isGreedy, let last, now > last.at else { return }
    let share = (used - last.used) / .microseconds(now - last.at)
    findings = share > Self.most ? findings + 1 : 0
  }
}

extension ChildProcess {
  /// Processor time of all its threads since it began.
  var processorTime: Duration? {
    guard let file = fopen("/proc/\(pid)/stat", "re") else { return nil }
    defer { fclose(file) }
    var line = [CChar](repeating: 0, count: 1024)
    guard fgets(&line, Int32(line.count), file) != nil else { return nil }
    let text = String(decoding: line.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    // proc(5): the name may hold anything, also parentheses; of what follows the last one, utime and stime are the
    // twelfth and thirteenth field.
    guard let name = text.lastIndex(of: ")") else { return nil }
    let fields = text[name...].split(separator: " ")
    guard fields.count > 13, let user = Int64(fields[12]), let system = Int64(fields[13]) else { return nil }
    return .seconds(user + system) / sysconf(Int32(_SC_CLK_TCK))
  }

  /// Has its threads wait until nobody else wants the processors. Threads that they start are like them.
  func standBack() {
    guard let folder = opendir("/proc/\(pid)/task") else { return }
    defer { closedir(folder) }
    while let entry = readdir(folder) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if let thread = id_t(name) { setpriority(__priority_which_t(PRIO_PROCESS.rawValue), thread, 19) }
    }
  }
}
