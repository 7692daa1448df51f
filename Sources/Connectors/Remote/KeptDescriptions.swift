import Crypto
import Glibc

/// What connectors on other hosts have said about themselves, in files: a gateway whose connectors' host is away starts all
/// the same, and knows which channels it has.
struct KeptDescriptions: Sendable {
  struct Entry: Equatable {
    var description: PluginDescription
    /// The digest of the library.
    var library: [UInt8]
  }

  private static let maxBytes = 2 << 20

  /// Made with the first entry; nil keeps nothing.
  let folder: String?

  func find(_ request: PluginRequest) -> Entry? {
    guard let path = path(of: request), let bytes = Self.read(path) else { return nil }
    return bytes.withUnsafeBytes { bytes in
      var reader = FrameReader(bytes)
      do throws(FrameError) {
        guard try reader.number(UInt32.self) == FrameFormat.version else { return nil }
        guard try reader.text(limit: BorderLimits.value) == request.path else { return nil }
        let library = try reader.data(limit: 64)
        let description = try PluginDescription(from: &reader)
        try reader.end()
        return Entry(description: description, library: library)
      } catch {
        // Of another version, or cut off: as if there were none.
        return nil
      }
    }
  }

  /// - Throws: What the system says, where it cannot be written.
  func keep(_ entry: Entry, of request: PluginRequest) throws(ConnectorHostError) {
    guard let folder, let path = path(of: request), find(request) != entry else { return }
    var writer = FrameWriter()
    writer.number(FrameFormat.version)
    writer.text(request.path)
    writer.data(entry.library)
    entry.description.encode(into: &writer)
    mkdir(folder, 0o700)
    // Whole or not at all, whoever else writes it at the same time.
    let temporary = "\(path).\(getpid())"
    guard let file = fopen(temporary, "we") else { throw Self.unwritable(path) }
    let written = fwrite(writer.bytes, 1, writer.bytes.count, file)
    guard fclose(file) == 0, written == writer.bytes.count, rename(temporary, path) == 0 else {
      let failure = Self.unwritable(path)
      unlink(temporary)
      throw failure
    }
  }

  func path(of request: PluginRequest) -> String? {
    guard let folder else { return nil }
    let digits = Array("0123456789abcdef")
    let name = SHA256.hash(data: Array(request.path.utf8)).prefix(12)
      .flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
    return folder + "/" + String(name)
  }

  private static func read(_ path: String) -> [UInt8]? {
    guard let file = fopen(path, "re") else { return nil }
    defer { fclose(file) }
    var bytes = [UInt8](repeating: 0, count: maxBytes)
    let count = fread(&bytes, 1, bytes.count, file)
    return ferror(file) == 0 ? Array(bytes[..<count]) : nil
  }

  private static func unwritable(_ path: String) -> ConnectorHostError {
    ConnectorHostError(
      code: .hostUnreachable, message: "\(path) cannot be written: \(String(cString: strerror(errno)))")
  }
}
