import Glibc

/// The few file operations that the cluster needs, on the calling thread.
enum Files {
  /// The names in a directory; none when it cannot be read.
  static func entries(of directory: String) -> [String] {
    guard let stream = opendir(directory) else { return [] }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

  /// The file's text, or nil when it cannot be read.
  static func read(_ path: String) -> String? {
    guard let file = fopen(path, "re") else { return nil }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4096)
    while true {
      let count = fread(&buffer, 1, buffer.count, file)
      if count == 0 { return String(decoding: bytes, as: UTF8.self) }
      bytes.append(contentsOf: buffer[..<count])
    }
  }

  /// Replaces a file as a whole: nobody ever sees half of it.
  static func write(_ text: String, to path: String, mode: mode_t = 0o600) throws {
    let temporary = path + ".new"
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode)
    guard descriptor >= 0 else { throw failure("cannot write \(path)") }
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
      let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else {
        defer { close(descriptor) }
        throw failure("cannot write \(path)")
      }
      bytes = bytes.dropFirst(count)
    }
    guard fsync(descriptor) == 0, close(descriptor) == 0, rename(temporary, path) == 0 else {
      throw failure("cannot write \(path)")
    }
  }

  /// Makes a directory and those above it; existing ones stay as they are.
  static func makeDirectory(_ path: String, mode: mode_t) throws {
    if exists(path) { return }
    let parent = Files.parent(of: path)
    if parent != path { try makeDirectory(parent, mode: 0o755) }
    guard mkdir(path, mode) == 0 || errno == EEXIST else { throw failure("cannot make \(path)") }
  }

  static func parent(of path: String) -> String {
    let parent = path[..<(path.lastIndex(of: "/") ?? path.startIndex)]
    return parent.isEmpty ? "/" : String(parent)
  }

  /// The path from the root, without a slash at its end; symbolic links stay.
  static func absolutePath(_ path: String) -> String {
    var absolute = path
    if !path.hasPrefix("/"), let current = getcwd(nil, 0) {
      absolute = String(cString: current) + "/" + path
      free(current)
    }
    while absolute.count > 1, absolute.hasSuffix("/") { absolute.removeLast() }
    return absolute
  }

  /// Where a symbolic link points to; nil when it is none or may not be read.
  static func linkTarget(_ path: String) -> String? {
    var buffer = [UInt8](repeating: 0, count: Int(PATH_MAX))
    let count = buffer.withUnsafeMutableBytes { bytes in
      readlink(path, bytes.baseAddress!.assumingMemoryBound(to: CChar.self), bytes.count)
    }
    return count < 0 ? nil : String(decoding: buffer[..<count], as: UTF8.self)
  }

  /// The absolute path without symbolic links; nil when it does not exist.
  static func realPath(_ path: String) -> String? {
    guard let resolved = realpath(path, nil) else { return nil }
    defer { free(resolved) }
    return String(cString: resolved)
  }

  static func failure(_ what: String) -> PostgresError {
    PostgresError(.cluster, "\(what): \(String(cString: strerror(errno)))")
  }
}
