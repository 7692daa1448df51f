package import Connectors
import Crypto
import Glibc

/// A file of this machine that a connector is to send.
package final class LocalFile: ConnectorFile {
  package let length: UInt64
  package let filename: String
  /// 64 lower-case hexadecimal digits.
  package let sha256: String
  private let descriptor: Int32

  /// What the endings of names usually stand for; all else is bytes.
  private static let types = [
    "csv": "text/csv", "gif": "image/gif", "html": "text/html", "jpeg": "image/jpeg", "jpg": "image/jpeg",
    "json": "application/json", "mp3": "audio/mpeg", "mp4": "video/mp4", "ogg": "audio/ogg", "pdf": "application/pdf",
    "png": "image/png", "txt": "text/plain", "webp": "image/webp", "zip": "application/zip",
  ]

  /// - Throws: `UnusableInput`
  package init(_ path: String) throws {
    // To open a pipe would wait for whoever writes to it.
    descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw UnusableInput("\(path): \(String(cString: strerror(errno)))") }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      close(descriptor)
      throw UnusableInput("\(path) is no regular file")
    }
    length = UInt64(status.st_size)
    filename = String(path.split(separator: "/").last ?? "file")
    var hash = SHA256()
    var piece = [UInt8](repeating: 0, count: 1 << 20)
    while true {
      let count = Glibc.read(descriptor, &piece, piece.count)
      guard count >= 0 else {
        close(descriptor)
        throw UnusableInput("\(path): \(String(cString: strerror(errno)))")
      }
      if count == 0 { break }
      hash.update(data: piece[..<count])
    }
    sha256 = hash.finalize().hexadecimal
  }

  deinit {
    close(descriptor)
  }

  package var mime: String {
    let ending = filename.lastIndex(of: ".").map { filename[filename.index(after: $0)...].lowercased() }
    return ending.flatMap { Self.types[$0] } ?? "application/octet-stream"
  }

  package func read(at offset: UInt64, into buffer: UnsafeMutableRawBufferPointer) throws(ConnectorFileError) -> Int {
    guard let place = off_t(exactly: offset) else { return 0 }
    let count = pread(descriptor, buffer.baseAddress, buffer.count, place)
    guard count >= 0 else { throw .unreadable(String(cString: strerror(errno))) }
    return count
  }
}
