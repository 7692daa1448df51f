import Glibc

/// Keeps a second process from using the same directory. The kernel releases it when the process ends, however it ends.
final class DirectoryLock: Sendable {
  private let descriptor: Int32

  /// - Throws: `cluster` when somebody else holds it, with their process id.
  init(_ path: String) throws {
    descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw Files.failure("cannot open \(path)") }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      // The descriptor is closed by deinit, here too: a second close could hit whatever has got its number since.
      let owner = Files.read(path)?.trimmingWhitespace() ?? ""
      throw PostgresError(
        .cluster,
        "\(Files.parent(of: path)) is in use by another process" + (owner.isEmpty ? "" : " (\(owner))")
          + ": give each its own data directory"
      )
    }
    ftruncate(descriptor, 0)
    let owner = Array("\(getpid())\n".utf8)
    _ = write(descriptor, owner, owner.count)
  }

  deinit { close(descriptor) }
}
