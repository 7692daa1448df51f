public import CConnectorABI

/// The connectors of one library, as the host sees them.
///
/// A library has one, as a global constant, and one function that hands it out:
/// ```swift
/// private let plugin = Plugin(PagerConnector.self)
///
/// @c @implementation
/// public func chat4all_plugin_v1(_ hostABI: UInt32) -> UnsafePointer<c4a_plugin>? { plugin.table(for: hostABI) }
/// ```
public final class Plugin: Sendable {
  // Safe to share: written once, before anybody sees it, and never freed.
  nonisolated(unsafe) private let pointer: UnsafePointer<c4a_plugin>

  public init(_ connectors: any Connector.Type...) {
    var plugin = c4a_plugin()
    plugin.size = c4a_plugin.borderSize
    plugin.abi = UInt32(C4A_ABI)
    plugin.connectors = Self.immortal(list: connectors.map { Self.immortal(DescriptorWriter.descriptor(of: $0)) })
    plugin.connector_count = connectors.count
    pointer = Self.immortal(plugin)
  }

  /// What the library's entry answers.
  public func table(for hostABI: UInt32) -> UnsafePointer<c4a_plugin>? {
    hostABI < 1 ? nil : pointer
  }

  /// Memory that lives as long as the process.
  static func immortal<Value>(_ value: Value) -> UnsafePointer<Value> {
    let memory = UnsafeMutablePointer<Value>.allocate(capacity: 1)
    memory.initialize(to: value)
    return UnsafePointer(memory)
  }

  static func immortal<Pointee>(list: [UnsafePointer<Pointee>]) -> UnsafePointer<UnsafePointer<Pointee>?>? {
    let memory = UnsafeMutablePointer<UnsafePointer<Pointee>?>.allocate(capacity: list.count)
    memory.initialize(from: list.map { Optional($0) }, count: list.count)
    return UnsafePointer(memory)
  }
}
