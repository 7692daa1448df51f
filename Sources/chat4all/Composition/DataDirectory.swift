import Foundation
import Model

/// The folder of one node: its id, the address it listens on, and its private database.
struct DataDirectory {
  let path: String

  /// The address of the gateway that runs here.
  var address: AddressFile { AddressFile(path: path + "/address") }

  /// Opens the folder, making it where it is missing.
  init(_ path: String) throws {
    self.path = path.hasPrefix("/") ? path : FileManager.default.currentDirectoryPath + "/" + path
    do {
      // PostgreSQL may run as another user, who has to pass through.
      try FileManager.default.createDirectory(
        atPath: self.path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o711])
    } catch {
      throw StartError("the data directory \(path) cannot be made: \(error.localizedDescription)")
    }
  }

  /// Keeps other gateways out for as long as the returned lock lives.
  func lock() throws -> FileLock {
    guard let lock = FileLock(path + "/node.lock") else {
      throw StartError("\(path) is in use by another gateway; give each its own --data-dir")
    }
    return lock
  }

  /// The id of this node, made at the first start. A node that comes back takes its own leases again at once.
  func nodeID() throws -> UUID {
    let file = path + "/node-id"
    if let text = try? String(contentsOfFile: file, encoding: .utf8),
      let id = UUID(uuidString: text.trimmingCharacters(in: .whitespacesAndNewlines))
    {
      return id
    }
    let id = UUID.version7(at: .now())
    try Data((id.lowercaseString + "\n").utf8).write(to: URL(fileURLWithPath: file), options: .atomic)
    return id
  }
}

/// Why a command cannot begin; the text says what would be right.
struct StartError: Error, CustomStringConvertible {
  var description: String

  init(_ description: String) { self.description = description }
}
