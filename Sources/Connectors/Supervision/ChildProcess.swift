import CChildProcess
import Glibc
import Synchronization

/// A connector's process, as its gateway sees it: `chat4all connector-child`, alone in a process group, with a socket,
/// a board and what it prints to, and nothing else.
///
/// Safe to share: all it has stays as it is until it is freed.
final class ChildProcess: @unchecked Sendable {
  struct StartFailure: Error {
    var message: String
  }

  /// The file that runs in this process: the same, even if another one was installed under its name meanwhile.
  static let ownExecutable = "/proc/self/exe"
  /// What a child sees of the environment: enough to find libraries and tell the time.
  private static let inherited = ["LANG", "LC_ALL", "LD_LIBRARY_PATH", "PATH", "TZ"]

  let pid: Int32
  /// Becomes readable when the process has ended.
  let pidfd: Int32
  let link: FrameLink
  let board: CallBoard
  /// Where what it prints can be read; -1 when that was taken, or goes nowhere.
  private let output: Atomic<Int32>

  /// - Parameter label: Shown beside the process in lists of processes; no secret.
  convenience init(executable: String, label: String, confinement: [String] = [], prints: Bool = false)
    throws(StartFailure)
  {
    try self.init(
      executable: executable, arguments: ["connector-child"] + confinement + ["--", label], prints: prints)
  }

  /// - Parameters:
  ///   - arguments: Everybody may read them: no secrets.
  ///   - prints: What it prints goes to whoever calls `takeOutput`, and nowhere otherwise.
  init(executable: String, arguments: [String], prints: Bool = false) throws(StartFailure) {
    var sockets: (Int32, Int32) = (-1, -1)
    let connected = withUnsafeMutableBytes(of: &sockets) {
      c4a_socket_pair($0.baseAddress!.assumingMemoryBound(to: Int32.self))
    }
    guard connected == 0 else { throw Self.failure("no sockets", errno) }
    let (own, theirs) = sockets
    defer { close(theirs) }
    let boardFile = c4a_board_create()
    defer { if boardFile >= 0 { close(boardFile) } }
    guard boardFile >= 0, let board = CallBoard(descriptor: boardFile) else {
      let error = errno
      close(own)
      throw Self.failure("no shared memory", error)
    }
    var printing: (Int32, Int32) = (-1, -1)
    if prints {
      // Without a pipe it prints nowhere, which harms nobody.
      _ = withUnsafeMutableBytes(of: &printing) { c4a_pipe($0.baseAddress!.assumingMemoryBound(to: Int32.self)) }
    }
    output = Atomic(printing.0)
    defer { if printing.1 >= 0 { close(printing.1) } }
    var pid: pid_t = 0
    var pidfd: Int32 = -1
    let error = Self.withStrings(["chat4all"] + arguments) { arguments in
      Self.withStrings(Self.environment) { environment in
        c4a_child_start(executable, arguments, environment, theirs, boardFile, printing.1, &pid, &pidfd)
      }
    }
    guard error == 0 else {
      close(own)
      if printing.0 >= 0 { close(printing.0) }
      throw Self.failure("no process of \(executable)", error)
    }
    self.pid = pid
    self.pidfd = pidfd
    self.board = board
    link = FrameLink(socket: own)
  }

  deinit {
    close(pidfd)
    if let output = takeOutput() { close(output) }
  }

  func takeOutput() -> Int32? {
    let taken = output.exchange(-1, ordering: .relaxed)
    return taken < 0 ? nil : taken
  }

  func kill() {
    _ = c4a_child_signal(pidfd, SIGKILL)
  }

  /// How it has ended, and with it all that it had started; nil while it runs. To be asked until it tells, once.
  func reap() -> ChildEnding? {
    var poll = pollfd(fd: pidfd, events: Int16(POLLIN), revents: 0)
    guard Glibc.poll(&poll, 1, 0) == 1 else { return nil }
    // Its number is its own until it is reaped, and so is that of its group.
    Glibc.kill(-pid, SIGKILL)
    var exited: Int32 = 0
    var status: Int32 = 0
    guard c4a_child_reap(pidfd, &exited, &status) == 1 else { return nil }
    return exited != 0 ? .exited(status) : .killed(signal: status)
  }

  /// Waits until it has ended, and ends it where that takes longer than `milliseconds`.
  func end(after milliseconds: Int32 = 0) -> ChildEnding {
    var limit = milliseconds
    while true {
      if limit == 0 { kill() }
      var poll = pollfd(fd: pidfd, events: Int16(POLLIN), revents: 0)
      if Glibc.poll(&poll, 1, limit == 0 ? -1 : limit) == 0 { limit = 0 }
      if let ending = reap() { return ending }
    }
  }

  /// Memory in use, in bytes.
  var residentBytes: UInt64? {
    guard let fields = Self.firstLine(of: "/proc/\(pid)/statm")?.split(separator: " ") else { return nil }
    return fields.count > 1 ? UInt64(fields[1]).map { $0 * UInt64(sysconf(Int32(_SC_PAGESIZE))) } : nil
  }

  /// Of a file of proc(5): nil where the process has ended.
  static func firstLine(of path: String) -> String? {
    guard let file = fopen(path, "re") else { return nil }
    defer { fclose(file) }
    var line = [CChar](repeating: 0, count: 1024)
    guard fgets(&line, Int32(line.count), file) != nil else { return nil }
    return String(decoding: line.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  private static var environment: [String] {
    // A backtrace would keep a crashed process from ending for seconds.
    ["SWIFT_BACKTRACE=enable=no"]
      + inherited.compactMap { name in getenv(name).map { "\(name)=\(String(cString: $0))" } }
  }

  private static func withStrings<Result>(
    _ strings: [String], _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> Result
  ) -> Result {
    var copies = strings.map { strdup($0) }
    copies.append(nil)
    defer { for copy in copies { free(copy) } }
    return body(copies)
  }

  private static func failure(_ what: String, _ error: Int32) -> StartFailure {
    StartFailure(message: "\(what): \(String(cString: strerror(error)))")
  }
}
