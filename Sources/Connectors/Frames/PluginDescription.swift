/// What a connector says about itself, without its functions: what a gateway needs to know of one in another process.
struct PluginDescription: Equatable, Sendable {
  var id: String
  var channel: String
  var displayName: String
  var version: String
  var capabilities: ConnectorCapabilities
  var maxTextBytes: Int?
  var maxFileBytes: UInt64?
  /// Its JSON Schema, as written.
  var settingsSchema: String?
  var egressHosts: [EgressHost]

  init(_ descriptor: ConnectorDescriptor) {
    id = descriptor.id
    channel = descriptor.channel
    displayName = descriptor.displayName
    version = descriptor.version
    capabilities = descriptor.capabilities
    maxTextBytes = descriptor.maxTextBytes
    maxFileBytes = descriptor.maxFileBytes
    settingsSchema = descriptor.settingsSchemaText
    egressHosts = descriptor.egressHosts
  }

  func encode(into writer: inout FrameWriter) {
    for text in [id, channel, displayName, version] { writer.text(text) }
    writer.number(capabilities.rawValue)
    writer.number(UInt64(maxTextBytes ?? 0))
    writer.number(maxFileBytes ?? 0)
    writer.text(settingsSchema)
    writer.list(egressHosts) { $0.text($1.description) }
  }

  /// Checks what `ConnectorDescriptor` does: it may come from a process that its plugin has overwritten.
  init(from reader: inout FrameReader) throws(FrameError) {
    id = try reader.text(limit: BorderLimits.identifier)
    channel = try reader.text(limit: BorderLimits.identifier)
    displayName = try reader.text(limit: BorderLimits.identifier)
    version = try reader.text(limit: BorderLimits.identifier)
    guard ConnectorDescriptor.isChannel(channel), SemanticVersion.isValid(version) else {
      throw FrameError(.invalid, "a description that no connector can have")
    }
    capabilities = ConnectorCapabilities(rawValue: try reader.number())
    let text: UInt64 = try reader.number()
    maxTextBytes = text == 0 ? nil : Int(clamping: text)
    let file: UInt64 = try reader.number()
    maxFileBytes = file == 0 ? nil : file
    settingsSchema = try reader.optionalText(limit: 1 << 20)
    egressHosts = try reader.list(limit: 256) { (reader) throws(FrameError) in
      guard let host = EgressHost(try reader.text(limit: BorderLimits.identifier)) else {
        throw FrameError(.invalid, "a description with a host that is none")
      }
      return host
    }
  }
}
