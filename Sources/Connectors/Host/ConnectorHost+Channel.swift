extension ConnectorHost {
  /// What kind of channel a plugin makes, and what it can do, without making an instance. The library is loaded by a
  /// process of its own.
  ///
  /// - Parameter plugin: As channels.yaml names it.
  public static func channel(
    of plugin: String, searchPath: [String]
  ) throws -> (name: String, capabilities: ConnectorCapabilities) {
    let description = try PluginScan.describe(
      PluginRequest(plugin, searchPath: searchPath), executable: "/proc/self/exe", within: HostingLimits().load)
    return (name: description.channel, capabilities: description.capabilities)
  }
}
