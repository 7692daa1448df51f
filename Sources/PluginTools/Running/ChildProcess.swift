import CPluginTools
import Glibc

/// This program, run once more for one task: what it is told comes on standard input, its verdict on descriptor 3.
///
/// Not Foundation's `Process`: a task's process gets descriptors and an empty folder of its own to work in, and is killed
/// with all that it has started and written there.
final class ChildProcess {
  private let pid: pid_t
  private let verdict: Int32
  private let output: Int32
  private let folder: WorkFolder
  private var hasEnded = false
  private let begin = ContinuousClock.now

  /// - Throws: `FixtureError` where no process can be started.
  init(arguments: [String], input: [UInt8]) throws {
    folder = try WorkFolder()
    let plan = try Self.namelessFile()
    defer { close(plan) }
    verdict = try Self.namelessFile()
    output = try Self.namelessFile()
    _ = input.withUnsafeBytes { write(plan, $0.baseAddress, $0.count) }
    lseek(plan, 0, SEEK_SET)

    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    // Above all that the child is given, so that no step overwrites what a later one needs.
    for (from, to) in [(plan, 0), (output, 1), (output, 2), (verdict, CheckChild.verdictDescriptor)] {
      posix_spawn_file_actions_adddup2(&actions, from, Int32(to))
    }
    _ = plugin_tools_begin_in(&actions, folder.path)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP))
    posix_spawnattr_setpgroup(&attributes, 0)

    let program = "/proc/self/exe"
    let argv = ([program] + arguments).map { strdup($0) } + [nil]
    let environment = Self.environment(folder.path).map { strdup($0) } + [nil]
    defer { for text in argv + environment { free(text) } }
    var pid = pid_t()
    let status = posix_spawn(&pid, program, &actions, &attributes, argv, environment)
    guard status == 0 else {
      throw FixtureError("a check's process cannot be started: \(String(cString: strerror(status)))")
    }
    self.pid = pid
  }

  deinit {
    if !hasEnded { kill() }
    close(verdict)
    close(output)
  }

  /// How the process ended; nil while it runs.
  enum Ending {
    case exited(Int32)
    case signalled(Int32)
  }

  func poll() -> Ending? {
    var status: Int32 = 0
    guard waitpid(pid, &status, WNOHANG) == pid else { return nil }
    end()
    let signal = status & 0x7F
    return signal == 0 ? .exited((status >> 8) & 0xFF) : .signalled(signal)
  }

  var age: Duration { ContinuousClock.now - begin }

  /// Ends it, with all that it has started.
  func kill() {
    killGroup()
    var status: Int32 = 0
    waitpid(pid, &status, 0)
    end()
  }

  /// The process is no more; what it has started and left behind is to go too.
  private func end() {
    hasEnded = true
    killGroup()
    folder.remove()
  }

  var verdictBytes: [UInt8] { Self.contents(verdict, last: 1 << 20) }

  /// The last of what it printed.
  var printed: String { String(decoding: Self.contents(output, last: 2_000), as: UTF8.self) }

  private func killGroup() { Glibc.kill(-pid, SIGKILL) }

  /// A file without a name instead of a pipe: nobody has to read while a process writes.
  private static func namelessFile() throws -> Int32 {
    guard let file = tmpfile() else {
      throw FixtureError("no room for a check's output: \(String(cString: strerror(errno)))")
    }
    defer { fclose(file) }
    // Above those that the child gets.
    let descriptor = fcntl(fileno(file), F_DUPFD_CLOEXEC, 10)
    guard descriptor >= 0 else {
      throw FixtureError("no descriptor for a check's output: \(String(cString: strerror(errno)))")
    }
    return descriptor
  }

  private static func contents(_ descriptor: Int32, last: Int) -> [UInt8] {
    let size = Int(lseek(descriptor, 0, SEEK_END))
    let start = max(0, size - last)
    var bytes = [UInt8](repeating: 0, count: size - start)
    let count = pread(descriptor, &bytes, bytes.count, off_t(start))
    return Array(bytes.prefix(max(0, count)))
  }

  private static func environment(_ folder: String) -> [String] {
    var variables: [String] = []
    var next = environ
    while let entry = next.pointee {
      let text = String(cString: entry)
      if !text.hasPrefix("SWIFT_BACKTRACE="), !text.hasPrefix("TMPDIR=") { variables.append(text) }
      next += 1
    }
    // A crash is reported by its signal; a backtrace would take a second each.
    return variables + ["SWIFT_BACKTRACE=enable=no", "TMPDIR=\(folder)"]
  }
}
