import CConnectorABI
import Synchronization

/// Finds the instance that a token belongs to.
///
/// One for the process, as the host table is: a C function has nothing but the token to go by. The upper 20 bits of a
/// token number the instance, the lower 44 what belongs to it; neither is given out twice.
enum InstanceRegistry {
  static let serialBits: UInt64 = 44

  private struct Table {
    var lastNumber: UInt64 = 0
    var instances: [UInt64: ConnectorInstance] = [:]
  }

  private static let table = Mutex(Table())

  /// A token for an instance that is to be made.
  static func nextToken() -> c4a_instance {
    table.withLock { table in
      table.lastNumber += 1
      precondition(table.lastNumber < 1 << (64 - serialBits), "a million instances in one process")
      return table.lastNumber << serialBits
    }
  }

  static func add(_ instance: ConnectorInstance) {
    table.withLock { $0.instances[instance.token >> serialBits] = instance }
  }

  static func remove(_ token: c4a_instance) {
    table.withLock { $0.instances[token >> serialBits] = nil }
  }

  /// The instance of a token of any kind; nil when it has ended, or never was.
  static func find(_ token: UInt64) -> ConnectorInstance? {
    // Most calls come from the instance's own thread, and need no lock.
    if let current = CurrentInstance.get(), current.token >> serialBits == token >> serialBits { return current }
    return table.withLock { $0.instances[token >> serialBits] }
  }
}
