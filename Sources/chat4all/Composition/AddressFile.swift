import Foundation

/// A file that tells where a service listens, for those who let it pick a port.
struct AddressFile {
  let path: String

  func write(_ address: String) throws {
    try Data((address + "\n").utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
  }

  func remove() {
    try? FileManager.default.removeItem(atPath: path)
  }
}
