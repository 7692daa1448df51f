import Glibc

/// Files that people give along, up to 16 MiB.
enum TextFile {
  private static let limit = 16 << 20

  /// Nil where there is no such file.
  static func readIfThere(_ path: String) throws -> [UInt8]? {
    guard let file = fopen(path, "re") else {
      if errno == ENOENT || errno == ENOTDIR { return nil }
      throw FixtureError("\(path) cannot be read: \(String(cString: strerror(errno)))")
    }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 64 << 10)
    while true {
      let count = fread(&chunk, 1, chunk.count, file)
      if count == 0 { break }
      bytes += chunk[..<count]
      guard bytes.count <= limit else { throw FixtureError("\(path) is larger than 16 MiB") }
    }
    guard ferror(file) == 0 else { throw FixtureError("\(path) cannot be read: \(String(cString: strerror(errno)))") }
    return bytes
  }

  static func read(_ path: String) throws -> [UInt8] {
    guard let bytes = try readIfThere(path) else { throw FixtureError("there is no file \(path)") }
    return bytes
  }

  static func write(_ bytes: [UInt8], to path: String) throws {
    guard let file = fopen(path, "we") else {
      throw FixtureError("\(path) cannot be written: \(String(cString: strerror(errno)))")
    }
    let written = fwrite(bytes, 1, bytes.count, file)
    guard fclose(file) == 0, written == bytes.count else { throw FixtureError("\(path) cannot be written") }
  }

  /// The names in a folder, sorted; none where there is no such folder.
  static func names(in directory: String) throws -> [String] {
    guard let stream = opendir(directory) else {
      if errno == ENOENT { return [] }
      throw FixtureError("\(directory) cannot be read: \(String(cString: strerror(errno)))")
    }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted()
  }
}

extension TextFile {
  /// A library of up to 1 GiB; nil where there is no such file.
  static func readLibrary(_ path: String) throws -> [UInt8]? {
    // Not waiting for whoever writes into a pipe.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_size <= 1 << 30 else {
      return nil
    }
    let size = Int(status.st_size)
    return [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
      while count < size {
        let step = Glibc.read(descriptor, buffer.baseAddress! + count, size - count)
        guard step > 0 else { return }
        count += step
      }
    }
  }
}
