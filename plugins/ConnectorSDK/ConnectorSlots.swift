import CConnectorABI
import Synchronization

/// Which connector a `create` belongs to.
///
/// The interface's `create` is told the host and the instance, but not which connector of the library is meant, and a
/// function pointer of C carries no context. So each connector takes one of these functions, which know their number.
enum ConnectorSlots {
  typealias Create =
    @convention(c) (
      UnsafePointer<c4a_host>?, c4a_instance, c4a_op, UnsafeMutablePointer<UnsafeMutableRawPointer?>?
    ) -> Void

  private static let types = Mutex<[any Connector.Type]>([])

  private static let functions: [Create] = [
    { ConnectorSlots.make(0, $0, $1, $2, $3) }, { ConnectorSlots.make(1, $0, $1, $2, $3) },
    { ConnectorSlots.make(2, $0, $1, $2, $3) },
    { ConnectorSlots.make(3, $0, $1, $2, $3) }, { ConnectorSlots.make(4, $0, $1, $2, $3) },
    { ConnectorSlots.make(5, $0, $1, $2, $3) },
    { ConnectorSlots.make(6, $0, $1, $2, $3) }, { ConnectorSlots.make(7, $0, $1, $2, $3) },
    { ConnectorSlots.make(8, $0, $1, $2, $3) },
    { ConnectorSlots.make(9, $0, $1, $2, $3) }, { ConnectorSlots.make(10, $0, $1, $2, $3) },
    { ConnectorSlots.make(11, $0, $1, $2, $3) },
    { ConnectorSlots.make(12, $0, $1, $2, $3) }, { ConnectorSlots.make(13, $0, $1, $2, $3) },
    { ConnectorSlots.make(14, $0, $1, $2, $3) },
    { ConnectorSlots.make(15, $0, $1, $2, $3) },
  ]

  typealias GetExtension = @convention(c) (c4a_str) -> UnsafeRawPointer?

  private static let extensions: [GetExtension] = [
    { OperationsWriter.table(ofSlot: 0, $0) }, { OperationsWriter.table(ofSlot: 1, $0) },
    { OperationsWriter.table(ofSlot: 2, $0) }, { OperationsWriter.table(ofSlot: 3, $0) },
    { OperationsWriter.table(ofSlot: 4, $0) }, { OperationsWriter.table(ofSlot: 5, $0) },
    { OperationsWriter.table(ofSlot: 6, $0) }, { OperationsWriter.table(ofSlot: 7, $0) },
    { OperationsWriter.table(ofSlot: 8, $0) }, { OperationsWriter.table(ofSlot: 9, $0) },
    { OperationsWriter.table(ofSlot: 10, $0) }, { OperationsWriter.table(ofSlot: 11, $0) },
    { OperationsWriter.table(ofSlot: 12, $0) }, { OperationsWriter.table(ofSlot: 13, $0) },
    { OperationsWriter.table(ofSlot: 14, $0) }, { OperationsWriter.table(ofSlot: 15, $0) },
  ]

  /// The same function for the same connector. A library has room for 16.
  static func create(for type: any Connector.Type) -> Create { functions[slot(of: type)] }

  /// The `get_extension` of a connector, which is as little told whose it is.
  static func extensions(of type: any Connector.Type) -> GetExtension { extensions[slot(of: type)] }

  static func type(inSlot slot: Int) -> any Connector.Type { types.withLock { $0[slot] } }

  private static func slot(of type: any Connector.Type) -> Int {
    types.withLock { types in
      if let slot = types.firstIndex(where: { ObjectIdentifier($0) == ObjectIdentifier(type) }) { return slot }
      precondition(types.count < functions.count, "a library holds at most \(functions.count) connectors")
      types.append(type)
      return types.count - 1
    }
  }

  private static func make(
    _ slot: Int, _ table: UnsafePointer<c4a_host>?, _ token: c4a_instance, _ op: c4a_op,
    _ result: UnsafeMutablePointer<UnsafeMutableRawPointer?>?
  ) {
    // Without a host there is nobody to whom it could be said.
    guard let table = HostTable(table), let result else { return }
    let host = Host(table: table, instance: token)
    do throws(ConnectorError) {
      let type = types.withLock { $0[slot] }
      let instance = Instance(try connector(type, host), host)
      result.pointee = Unmanaged.passRetained(instance).toOpaque()
      host.complete(op, nil)
    } catch {
      host.complete(op, error)
    }
  }

  private static func connector<C: Connector>(_ type: C.Type, _ host: Host) throws(ConnectorError) -> any Connector {
    try C(settings: try SettingsReader.read(C.Settings.self) { host.setting($0) }, host: host)
  }
}
