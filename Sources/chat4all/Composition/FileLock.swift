#if canImport(Glibc)
  import Glibc
#endif

/// An exclusive lock on a file, given back by the kernel when the process ends, however it ends.
final class FileLock: Sendable {
  private let descriptor: Int32

  /// Nil where another process has it.
  init?(_ path: String) {
    let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { return nil }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      close(descriptor)
      return nil
    }
    self.descriptor = descriptor
  }

  deinit {
    close(descriptor)
  }
}
