import Foundation

/// What somebody types, line by line, until the end of the input.
enum TerminalLines {
  static func stream() -> AsyncStream<String> {
    AsyncStream { continuation in
      // Reading waits, so it gets a thread of its own, which ends with the process.
      Thread.detachNewThread {
        while let line = readLine() { continuation.yield(line) }
        continuation.finish()
      }
    }
  }
}
