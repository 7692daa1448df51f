import CConnectorABI
import Glibc

/// A connector's shared library. Once loaded it stays until the process ends.
enum PluginLibrary {
  /// Loads a library into this process and picks its connector.
  static func load(_ request: PluginRequest) throws(ConnectorHostError) -> ConnectorDescriptor {
    do throws(PluginFault) {
      return try choose(request.wanted, from: descriptors(of: request.path), shortName: request.shortName)
    } catch {
      throw unusable(request.path, error.message)
    }
  }

  static func unusable(_ path: String, _ reason: String) -> ConnectorHostError {
    ConnectorHostError(code: .pluginUnusable, message: "\(path) cannot be used: \(reason)")
  }

  private static func descriptors(of path: String) throws(PluginFault) -> [ConnectorDescriptor] {
    // NODELETE: unloading is never safe for a library that has started threads or a language's run-time.
    guard let handle = dlopen(path, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE) else {
      throw PluginFault(dlerror().map { String(cString: $0) } ?? "it cannot be loaded")
    }
    guard let symbol = dlsym(handle, C4A_ENTRY_SYMBOL) else {
      throw PluginFault(
        "it does not export '\(C4A_ENTRY_SYMBOL)'; it was built for another interface, or is no connector")
    }
    let entry = unsafeBitCast(symbol, to: (@convention(c) (UInt32) -> UnsafePointer<c4a_plugin>?).self)
    guard let pointer = entry(UInt32(C4A_ABI)) else {
      throw PluginFault("it does not work with a host of interface \(C4A_ABI)")
    }
    guard let plugin = c4a_plugin.copy(of: pointer), let list = plugin.connectors,
      (1...64).contains(plugin.connector_count)
    else { throw PluginFault("its list of connectors is broken or empty") }
    var descriptors: [ConnectorDescriptor] = []
    for index in 0..<plugin.connector_count { descriptors.append(try ConnectorDescriptor(list[index])) }
    return descriptors
  }

  private static func choose(
    _ wanted: String?, from descriptors: [ConnectorDescriptor], shortName: String
  ) throws(PluginFault) -> ConnectorDescriptor {
    let channels = descriptors.map(\.channel).joined(separator: ", ")
    if let wanted {
      guard let found = descriptors.first(where: { $0.channel == wanted || $0.id == wanted }) else {
        throw PluginFault("it has no connector '\(wanted)', only \(channels)")
      }
      return found
    }
    if descriptors.count == 1 { return descriptors[0] }
    guard let found = descriptors.first(where: { $0.channel == shortName }) else {
      throw PluginFault("it has several connectors (\(channels)); pick one with 'plugin: \(shortName)#<channel>'")
    }
    return found
  }
}
