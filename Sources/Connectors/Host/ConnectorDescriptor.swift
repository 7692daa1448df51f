import CConnectorABI

/// What a connector says about itself, checked and copied.
struct ConnectorDescriptor: Sendable {
  var id: String
  var channel: String
  var displayName: String
  var version: String
  var capabilities: ConnectorCapabilities
  var maxTextBytes: Int?
  var maxFileBytes: UInt64?
  var settingsSchema: SettingsSchema?
  /// As written.
  var settingsSchemaText: String?
  var egressHosts: [EgressHost]
  /// The functions; those that the connector's version of the interface does not know are NULL.
  // Safe to share: function pointers that stay valid as long as the process, since libraries are never unloaded.
  nonisolated(unsafe) var functions: c4a_connector
  /// What it can do beyond sending; all NULL where it does not have the extension.
  nonisolated(unsafe) var operations: c4a_operations

  /// - Throws: what is wrong with the descriptor, in words for its author.
  init(_ pointer: UnsafePointer<c4a_descriptor>?) throws(PluginFault) {
    guard let raw = c4a_descriptor.copy(of: pointer) else { throw PluginFault("its descriptor is NULL or has no size") }
    guard raw.abi >= 1 else { throw PluginFault("its descriptor does not say with which 'abi' it was built") }
    guard raw.min_host_abi <= UInt32(C4A_ABI) else {
      throw PluginFault("it needs a host of interface \(raw.min_host_abi) or newer; this one is \(C4A_ABI)")
    }
    id = try Self.text(raw.id, "id", pattern: "[A-Za-z0-9.-]{3,128}") { byte in
      Self.isLetter(byte) || Self.isDigit(byte) || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "-")
    }
    guard (3...128).contains(id.utf8.count) else { throw PluginFault("its id '\(id)' has to have 3 to 128 characters") }
    channel = try Self.text(raw.channel, "channel", pattern: "[a-z][a-z0-9_-]{0,62}") { byte in
      Self.isLower(byte) || Self.isDigit(byte) || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-")
    }
    guard channel.utf8.count <= 63, channel.utf8.first.map(Self.isLower) == true else {
      throw PluginFault("its channel '\(channel)' has to match [a-z][a-z0-9_-]{0,62}")
    }
    guard channel != "internal", channel != "all" else { throw PluginFault("the channel '\(channel)' is reserved") }
    displayName = try Self.text(raw.display_name, "display_name", pattern: "text") { _ in true }
    version = try Self.text(raw.version, "version", pattern: "1.4.0") { _ in true }
    guard SemanticVersion.isValid(version) else {
      throw PluginFault("its version '\(version)' is not one of semver.org, like 1.4.0")
    }
    capabilities = ConnectorCapabilities(rawValue: raw.capabilities).subtracting(.mayBlock)
    if raw.traits & UInt32(C4A_TRAIT_MAY_BLOCK) != 0 { capabilities.insert(.mayBlock) }
    maxTextBytes = raw.max_text_bytes == 0 ? nil : Int(clamping: raw.max_text_bytes)
    maxFileBytes = raw.max_file_bytes == 0 ? nil : raw.max_file_bytes
    if raw.config_schema.len != 0 {
      let schema = try Self.text(raw.config_schema, "config_schema", limit: 1 << 20)
      do {
        settingsSchema = try SettingsSchema(schema)
        settingsSchemaText = schema
      } catch {
        throw PluginFault("its config_schema is not JSON: \(error)")
      }
    }
    egressHosts = []
    if raw.egress_host_count != 0 {
      guard let hosts = raw.egress_hosts, (1...256).contains(raw.egress_host_count) else {
        throw PluginFault("its egress_hosts and egress_host_count do not fit together")
      }
      for index in 0..<raw.egress_host_count {
        let text = try Self.text(hosts[index], "egress_hosts")
        guard let host = EgressHost(text) else {
          throw PluginFault(
            "'\(text)' of its egress_hosts has to look like api.example.org or *.example.org, or end in :443")
        }
        egressHosts.append(host)
      }
    }
    guard let functions = c4a_connector.copy(of: raw.connector) else {
      throw PluginFault("its connector table is NULL or has no size")
    }
    guard functions.create != nil else { throw PluginFault("its connector table has no 'create'") }
    operations = C4A_OPERATIONS.withCString { id in
      c4a_operations.copy(of: functions.get_extension?(c4a_text(id))?.assumingMemoryBound(to: c4a_operations.self))
        ?? c4a_operations()
    }
    for (capability, function, name) in [
      (ConnectorCapabilities.sendText, functions.sendText != nil, "sendText"),
      (.sendFile, functions.sendFile != nil, "sendFile"),
      (.webhook, functions.onWebhookEvent != nil, "onWebhookEvent"),
      (.edit, operations.editText != nil, "editText"),
      (.delete, operations.deleteMessage != nil, "deleteMessage"),
      (.reaction, operations.react != nil, "react"),
      (.typing, operations.typing != nil, "typing"),
      (.markRead, operations.markRead != nil, "markRead"),
    ] where capabilities.contains(capability) != function {
      throw PluginFault(
        function
          ? "it has a function '\(name)' without the capability for it"
          : "it has the capability for '\(name)' without the function")
    }
    self.functions = functions
  }

  private static func text(
    _ raw: c4a_str, _ field: String, limit: Int = BorderLimits.identifier, pattern: String = "text",
    allowed: (UInt8) -> Bool = { _ in true }
  ) throws(PluginFault) -> String {
    let bytes: UnsafeRawBufferPointer?
    do {
      bytes = try raw.bytes(limit: limit)
    } catch {
      throw PluginFault("its descriptor's \(field) is broken or longer than \(limit) bytes")
    }
    guard let bytes else { throw PluginFault("its descriptor has no \(field)") }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw PluginFault("its descriptor's \(field) is not UTF-8")
    }
    guard text.utf8.allSatisfy(allowed) else {
      throw PluginFault("its descriptor's \(field) '\(text)' has to look like \(pattern)")
    }
    return text
  }

  /// Whether a channel can have this name.
  static func isChannel(_ name: String) -> Bool {
    guard name.utf8.count <= 63, name.utf8.first.map(isLower) == true, name != "internal", name != "all" else {
      return false
    }
    return name.utf8.allSatisfy {
      isLower($0) || isDigit($0) || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: "-")
    }
  }

  private static func isLower(_ byte: UInt8) -> Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) }

  private static func isLetter(_ byte: UInt8) -> Bool { isLower(byte | 0x20) }

  private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
}
