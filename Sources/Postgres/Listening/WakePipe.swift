import CLibPQ
import Glibc

/// Ends a poll(2) of another thread.
struct WakePipe: Sendable {
  let readEnd: Int32
  private let writeEnd: Int32

  /// - Throws: `outOfResources` when the process may open no more descriptors.
  init() throws {
    var ends: [Int32] = [0, 0]
    // Children must not hold them open.
    guard pipe2(&ends, O_CLOEXEC) == 0 else {
      throw PostgresError(.outOfResources, "pipe2: \(String(cString: strerror(errno)))")
    }
    (readEnd, writeEnd) = (ends[0], ends[1])
  }

  /// Wakes every present and future poll of `readEnd`: the byte is never read.
  func wake() { _ = write(writeEnd, [1], 1) }

  /// Sleeps for `patience`, or until woken.
  func waitReadable(for patience: Duration) {
    var descriptor = pollfd(fd: readEnd, events: Int16(POLLIN), revents: 0)
    _ = poll(&descriptor, 1, Int32(clamping: patience.milliseconds))
  }

  func close() {
    _ = Glibc.close(readEnd)
    _ = Glibc.close(writeEnd)
  }
}
