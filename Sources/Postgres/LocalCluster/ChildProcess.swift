import CLibPQ
import Glibc

/// Runs a program to its end and collects what it says, blocking the calling thread.
struct ChildProcess {
  struct Outcome {
    /// The exit code, or 128 and the signal's number.
    let status: Int32
    /// Standard output and error together, without surrounding white space.
    let output: String

    var isSuccess: Bool { status == 0 }
  }

  /// The whole environment: what the parent has may be secret and would change how PostgreSQL behaves.
  var environment = ["PATH": "/usr/local/bin:/usr/bin:/bin", "LC_ALL": "C.UTF-8"]

  /// - Parameter arguments: The program, by path or found on PATH, and its arguments.
  /// - Throws: `cluster` when it cannot be started.
  func run(_ arguments: [String]) throws -> Outcome {
    var ends: [Int32] = [0, 0]
    guard pipe2(&ends, O_CLOEXEC) == 0 else { throw Self.failure("pipe2", errno) }
    defer { close(ends[0]) }
    let process: pid_t
    do {
      defer { close(ends[1]) }
      process = try spawn(arguments, output: ends[1])
    }
    var output: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4096)
    while true {
      let count = read(ends[0], &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      if count <= 0 { break }
      output.append(contentsOf: buffer[..<count])
    }
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0, errno == EINTR {}
    // WIFEXITED and WEXITSTATUS are macros that Swift does not see.
    let signal = status & 0x7F
    let text = String(decoding: output, as: UTF8.self)
    return Outcome(
      status: signal == 0 ? (status >> 8) & 0xFF : 128 + signal,
      output: text.trimmingWhitespace()
    )
  }

  private func spawn(_ arguments: [String], output: Int32) throws -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO)
    posix_spawn_file_actions_adddup2(&actions, output, STDERR_FILENO)
    // A server that outlives its starter must not keep the starter's sockets open, nor its working directory busy.
    posix_spawn_file_actions_addclosefrom_np(&actions, 3)
    posix_spawn_file_actions_addchdir_np(&actions, "/")

    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    var all = sigset_t()
    sigfillset(&all)
    posix_spawnattr_setsigdefault(&attributes, &all)
    // A session of its own: Ctrl-C in the terminal is for the parent, which then stops the server in its own time.
    let flags = Int32(POSIX_SPAWN_SETSIGMASK) | Int32(POSIX_SPAWN_SETSIGDEF) | 0x80 /* POSIX_SPAWN_SETSID */
    posix_spawnattr_setflags(&attributes, Int16(flags))

    let argv = arguments.map { strdup($0) }
    let envp = environment.map { strdup("\($0.key)=\($0.value)") }
    defer { (argv + envp).forEach { free($0) } }
    var process = pid_t()
    let error = posix_spawnp(&process, arguments[0], &actions, &attributes, argv + [nil], envp + [nil])
    guard error == 0 else { throw Self.failure(arguments[0], error) }
    return process
  }

  private static func failure(_ what: String, _ error: Int32) -> PostgresError {
    PostgresError(.cluster, "cannot run \(what): \(String(cString: strerror(error)))")
  }
}

extension String {
  func trimmingWhitespace() -> String {
    guard let first = firstIndex(where: { !$0.isWhitespace }), let last = lastIndex(where: { !$0.isWhitespace }) else {
      return ""
    }
    return String(self[first...last])
  }
}
