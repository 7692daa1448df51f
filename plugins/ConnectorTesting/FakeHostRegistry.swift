import CConnectorABI
import ConnectorSDK
import Synchronization

/// Finds the `FakeHost` that a token belongs to.
enum FakeHostRegistry {
  private struct Entry {
    weak var host: FakeHost?
  }

  private static let hosts = Mutex<[UInt64: Entry]>([:])
  private static let lastNumber = Atomic<UInt64>(0)
  private static let plugins = Mutex<[ObjectIdentifier: Plugin]>([:])

  static func nextNumber() -> UInt64 { lastNumber.add(1, ordering: .relaxed).newValue }

  static func add(_ host: FakeHost) { hosts.withLock { $0[host.number] = Entry(host: host) } }

  static func remove(_ number: UInt64) { hosts.withLock { $0[number] = nil } }

  /// The upper half of every token is the number of its host.
  static func find(_ token: UInt64) -> FakeHost? { hosts.withLock { $0[token >> 32]?.host } }

  /// The table that the connector's library would hand out.
  static func functions(of type: any Connector.Type) -> c4a_connector {
    let plugin = plugins.withLock { plugins in
      let plugin = plugins[ObjectIdentifier(type)] ?? Plugin(type)
      plugins[ObjectIdentifier(type)] = plugin
      return plugin
    }
    guard let descriptor = plugin.table(for: 1)?.pointee.connectors[0], let table = descriptor.pointee.connector else {
      preconditionFailure("a plugin without a connector")
    }
    return table.pointee
  }
}
