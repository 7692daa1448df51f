import Foundation

/// What somebody types, line by line, until the end of the input.
enum TerminalLines {
  /// Longer lines are cut.
  private static let longest = 1 << 20

  static func stream() -> AsyncStream<String> {
    AsyncStream { continuation in
      // Reading waits, so it gets a thread of its own, which ends with the process. Not with stdio: a thread that waits in
      // it keeps the process from ending.
      Thread.detachNewThread {
        var line: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 4_096)
        while true {
          let count = read(STDIN_FILENO, &chunk, chunk.count)
          if count < 0, errno == EINTR { continue }
          guard count > 0 else { break }
          for byte in chunk[..<count] {
            if byte == UInt8(ascii: "\n") {
              continuation.yield(String(decoding: line, as: UTF8.self))
              line.removeAll(keepingCapacity: true)
            } else if line.count < longest {
              line.append(byte)
            }
          }
        }
        if !line.isEmpty { continuation.yield(String(decoding: line, as: UTF8.self)) }
        continuation.finish()
      }
    }
  }
}
