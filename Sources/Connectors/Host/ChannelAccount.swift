/// A configured account together with what its connector says about itself.
public struct ChannelAccount: Sendable {
  public var name: String
  /// The kind of channel, from the connector: `telegram`.
  public var channel: String
  public var displayName: String
  /// The path of the library that was loaded.
  public var pluginPath: String
  /// Of the connector, as semver.org writes it.
  public var version: String
  public var capabilities: ConnectorCapabilities
  /// The longest text that one send takes, in bytes of UTF-8; nil is no limit.
  public var maxTextBytes: Int?
  /// In bytes; nil is no limit.
  public var maxFileBytes: UInt64?
  public var configuration: ChannelAccountConfiguration

  public init(
    name: String, channel: String, displayName: String, pluginPath: String, version: String,
    capabilities: ConnectorCapabilities, maxTextBytes: Int? = nil, maxFileBytes: UInt64? = nil,
    configuration: ChannelAccountConfiguration
  ) {
    self.name = name
    self.channel = channel
    self.displayName = displayName
    self.pluginPath = pluginPath
    self.version = version
    self.capabilities = capabilities
    self.maxTextBytes = maxTextBytes
    self.maxFileBytes = maxFileBytes
    self.configuration = configuration
  }
}
