extension ConnectorHost {
  /// What kind of channel a plugin makes, and what it can do, without making an instance.
  ///
  /// - Parameter plugin: As channels.yaml names it.
  public static func channel(
    of plugin: String, searchPath: [String]
  ) throws -> (name: String, capabilities: ConnectorCapabilities) {
    let descriptor = try PluginLibrary.load(plugin, searchPath: searchPath).descriptor
    return (name: descriptor.channel, capabilities: descriptor.capabilities)
  }
}
