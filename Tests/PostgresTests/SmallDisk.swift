import Foundation
import PostgresTestSupport

/// A file system of a few megabytes.
enum SmallDisk {
  /// Containers often have root without the right to mount.
  static let isPossible: Bool = {
    guard geteuid() == 0, let directory = try? TemporaryDirectory.make("mount") else { return false }
    defer { rmdir(directory) }
    guard mount("tmpfs", directory, "tmpfs", 0, "size=1m") == 0 else { return false }
    return umount2(directory, 0) == 0
  }()

  static func with<Value: Sendable>(
    megabytes: Int,
    _ body: @Sendable (String) async throws -> Value
  ) async throws -> Value {
    let directory = try TemporaryDirectory.make("disk")
    guard mount("tmpfs", directory, "tmpfs", 0, "size=\(megabytes)m,mode=755") == 0 else {
      throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EPERM)
    }
    let result: Result<Value, any Error>
    do { result = .success(try await body(directory)) } catch { result = .failure(error) }
    if let server = ServerProcess(dataDirectory: directory) {
      server.send(SIGQUIT)
      server.waitForEnd()
    }
    umount2(directory, Int32(MNT_DETACH))
    rmdir(directory)
    return try result.get()
  }

  static func fill(_ directory: String, leavingMegabytes rest: Int) throws {
    let attributes = try FileManager.default.attributesOfFileSystem(forPath: directory)
    let free = (attributes[.systemFreeSize] as? NSNumber)?.intValue ?? 0
    let ballast = Data(count: max(0, free - rest << 20))
    try ballast.write(to: URL(fileURLWithPath: directory + "/ballast"))
  }

  static func makeRoom(_ directory: String) { unlink(directory + "/ballast") }
}
