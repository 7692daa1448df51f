import Glibc
import Logging

/// Passes what a connector's process prints into the log.
///
/// A thread of its own reads all the time: a process that prints more than is kept is told nothing of it, and never waits
/// for the log's sake.
enum ChildOutput {
  /// How often it is told what was dropped, in milliseconds.
  private static let interval: Int32 = 5_000
  private static let step = 64 << 10

  /// - Parameter descriptor: What is printed can be read there, until nobody has the other end any more. It is closed then.
  static func relay(_ descriptor: Int32, mask: SecretMask, pid: Int32, logger: Logger) {
    OperatingSystemThread.start(name: "c4a-output") {
      read(descriptor, OutputLines(mask: mask, at: .now), pid, logger)
      close(descriptor)
    }
  }

  private static func read(_ descriptor: Int32, _ lines: OutputLines, _ pid: Int32, _ logger: Logger) {
    var lines = lines
    var buffer = [UInt8](repeating: 0, count: step)
    var toldAt = ContinuousClock.now
    while true {
      var watched = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      let count = poll(&watched, 1, lines.dropped == .init() ? -1 : interval)
      if count < 0, errno != EINTR { break }
      if count > 0 {
        let count = Glibc.read(descriptor, &buffer, buffer.count)
        if count == 0 || (count < 0 && errno != EINTR) { break }
        for line in lines.take(buffer.prefix(max(0, count)), at: .now) { say(line, pid, logger) }
      }
      if ContinuousClock.now - toldAt >= .milliseconds(interval) {
        toldAt = .now
        tell(&lines, pid, logger)
      }
    }
    if let line = lines.finish() { say(line, pid, logger) }
    tell(&lines, pid, logger)
  }

  private static func say(_ line: String, _ pid: Int32, _ logger: Logger) {
    logger.info("a connector's process printed", metadata: ["line": "\(line)", "pid": "\(pid)"])
  }

  private static func tell(_ lines: inout OutputLines, _ pid: Int32, _ logger: Logger) {
    guard let dropped = lines.takeDropped() else { return }
    logger.warning(
      "a connector's process printed more than is logged",
      metadata: ["dropped_lines": "\(dropped.lines)", "dropped_bytes": "\(dropped.bytes)", "pid": "\(pid)"])
  }
}
