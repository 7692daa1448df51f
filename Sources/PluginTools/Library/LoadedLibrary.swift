import CConnectorABI
import Connectors
import Glibc

/// A connector's library in this process, looked at field by field: what the host refuses as a whole has to be told apart.
///
/// Safe to share: an address in a library that is never unloaded.
struct LoadedLibrary: @unchecked Sendable {
  typealias Entry = @convention(c) (UInt32) -> UnsafePointer<c4a_plugin>?

  /// Nil where it exports none.
  private let symbol: UnsafeMutableRawPointer?

  /// - Throws: `CheckFailure` with the loader's words.
  init(_ path: String, needsEntry: Bool = true) throws {
    // As the host does it. A library is never unloaded.
    guard let handle = dlopen(path, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE) else {
      throw CheckFailure(
        dlerror().map { String(cString: $0) } ?? "it cannot be loaded",
        expected:
          "a library that loads with RTLD_NOW: everything that it needs is linked, or in a library that is found")
    }
    symbol = dlsym(handle, C4A_ENTRY_SYMBOL)
    guard symbol != nil || !needsEntry else {
      throw CheckFailure("it does not export '\(C4A_ENTRY_SYMBOL)'", expected: "C4A_EXPORT before the entry")
    }
  }

  /// The function by which everything begins.
  var entry: Entry { unsafeBitCast(symbol, to: Entry.self) }

  /// - Throws: `CheckFailure` where there is no list of connectors.
  func plugin() throws -> c4a_plugin {
    guard let pointer = entry(UInt32(C4A_ABI)) else {
      throw CheckFailure(
        "the entry answers NULL to a host of interface \(C4A_ABI)", expected: "its c4a_plugin")
    }
    guard let plugin = c4a_plugin.copy(of: pointer), plugin.size >= MemoryLayout<c4a_plugin>.size else {
      throw CheckFailure(
        "c4a_plugin.size is \(pointer.pointee.size)", expected: "sizeof(c4a_plugin), \(MemoryLayout<c4a_plugin>.size)")
    }
    guard plugin.connectors != nil, (1...64).contains(plugin.connector_count) else {
      throw CheckFailure(
        "its list of \(plugin.connector_count) connectors is broken or empty", expected: "1 to 64 descriptors")
    }
    return plugin
  }

  func descriptor(_ index: Int) throws -> c4a_descriptor {
    let plugin = try plugin()
    guard index < plugin.connector_count, let pointer = plugin.connectors[index] else {
      throw CheckFailure("descriptor \(index) is NULL", expected: "a pointer to a c4a_descriptor")
    }
    guard let descriptor = c4a_descriptor.copy(of: pointer) else {
      throw CheckFailure(
        "c4a_descriptor.size is \(pointer.pointee.size)",
        expected: "sizeof(c4a_descriptor), \(MemoryLayout<c4a_descriptor>.size)")
    }
    return descriptor
  }

  /// The connector's functions; those beyond its size are NULL.
  func functions(_ index: Int) throws -> c4a_connector {
    let descriptor = try descriptor(index)
    guard let table = descriptor.connector else {
      // The table is the last field of interface 1, so a size that is too small hides it.
      guard descriptor.size < MemoryLayout<c4a_descriptor>.size else {
        throw CheckFailure("c4a_descriptor.connector is NULL", expected: "the table of its functions")
      }
      throw CheckFailure(
        "c4a_descriptor.size is \(descriptor.size), which leaves the connector table out",
        expected: "sizeof(c4a_descriptor), \(MemoryLayout<c4a_descriptor>.size)")
    }
    guard let functions = c4a_connector.copy(of: table) else {
      throw CheckFailure(
        "c4a_connector.size is \(table.pointee.size)",
        expected: "sizeof(c4a_connector), \(MemoryLayout<c4a_connector>.size)")
    }
    guard functions.create != nil else {
      throw CheckFailure(
        "the connector table has no create", expected: "a function; it is the only one that is required")
    }
    return functions
  }
}
