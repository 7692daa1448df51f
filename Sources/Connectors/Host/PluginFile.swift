import Crypto
import Glibc

/// The file that a connector's library is read from.
enum PluginFile {
  /// Larger ones are not looked at, in bytes.
  static let limit: Int64 = 1 << 30

  /// Why a library cannot be in the file, as far as that shows without reading it; nil where it can. Reading anything else
  /// than a file may take for ever.
  static func fault(of path: String) -> String? {
    var status = stat()
    guard stat(path, &status) == 0 else { return String(cString: strerror(errno)) }
    return fault(in: status)
  }

  private static func fault(in status: stat) -> String? {
    guard status.st_mode & S_IFMT == S_IFREG else {
      return status.st_mode & S_IFMT == S_IFDIR ? "it is a folder" : "it is not a file"
    }
    guard status.st_size <= limit else { return "it has \(status.st_size) bytes; a library has at most \(limit)" }
    return nil
  }

  /// Of the file's content; empty where there is none that could be a library's. Waits for nothing but storage.
  static func digest(of path: String) -> [UInt8] {
    // The file may be another one by now than the one that was looked at.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { return [] }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, fault(in: status) == nil else { return [] }
    var hash = SHA256()
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    var left = limit
    while left > 0 {
      let count = read(descriptor, &chunk, chunk.count)
      if count < 0, errno == EINTR { continue }
      if count <= 0 { break }
      hash.update(data: chunk[..<count])
      left -= Int64(count)
    }
    return Array(hash.finalize())
  }
}
