import FoundationEssentials

/// A file with the address of a running sandbox.
struct AddressFile: Sendable {
  var path: String

  func write(_ address: String) throws {
    do {
      try Data("\(address)\n".utf8).write(to: URL(filePath: path), options: .atomic)
    } catch {
      throw StartError("cannot write the address to \(path)")
    }
  }

  /// Nil where there is none.
  func read() -> String? {
    guard let data = try? Data(contentsOf: URL(filePath: path)) else { return nil }
    let text = String(decoding: data, as: UTF8.self).filter { !$0.isWhitespace }
    return text.isEmpty ? nil : text
  }

  func remove() {
    try? FileManager.default.removeItem(atPath: path)
  }
}
