import Synchronization

#if canImport(Glibc)
  import Glibc
#endif

/// Where log lines go: each line is one write under one lock, so that lines of several threads never mix.
public final class LogOutput: Sendable {
  /// Standard error.
  public static let standardError = LogOutput { line in
    line.withUnsafeBytes { bytes in
      var rest = bytes
      // A short write is finished; a line is dropped when the reader has gone, since there is nobody to tell.
      while !rest.isEmpty {
        let written = write(STDERR_FILENO, rest.baseAddress, rest.count)
        if written < 0 && errno == EINTR { continue }
        guard written > 0 else { return }
        rest = UnsafeRawBufferPointer(rebasing: rest[written...])
      }
    }
  }

  private let lock = Mutex(())
  private let emit: @Sendable ([UInt8]) -> Void

  /// - Parameter emit: gets whole lines with their line feed, one at a time.
  public init(_ emit: @escaping @Sendable ([UInt8]) -> Void) {
    self.emit = emit
  }

  func put(line: [UInt8]) {
    lock.withLock { _ in emit(line) }
  }
}
