import Foundation

/// A file that tells where a service listens, for those who let it pick a port.
struct AddressFile {
  let path: String

  func write(_ address: String) throws {
    try Data((address + "\n").utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
  }

  /// What it says; nil where nobody listens.
  func read() -> String? {
    (try? String(contentsOfFile: path, encoding: .utf8))?.trimmingCharacters(in: .whitespacesAndNewlines)
  }

  func remove() {
    try? FileManager.default.removeItem(atPath: path)
  }
}
