import CConnectorABI
import JSON

/// Makes a connector's descriptor and table of functions. What it makes lives as long as the process.
enum DescriptorWriter {
  static func descriptor(of type: any Connector.Type) -> c4a_descriptor {
    let about = type.about
    var raw = c4a_descriptor()
    raw.size = c4a_descriptor.borderSize
    raw.abi = UInt32(C4A_ABI)
    raw.min_host_abi = 1
    raw.capabilities = about.features.rawValue | capabilities(of: type)
    raw.max_text_bytes = about.maxTextBytes
    raw.max_file_bytes = about.maxFileBytes
    raw.id = text(about.id)
    raw.channel = text(about.channel)
    raw.display_name = text(about.name)
    raw.version = text(about.version)
    raw.vendor = text(about.vendor)
    raw.license = text(about.license)
    raw.url = text(about.url)
    raw.config_schema = text(schema(of: type))
    raw.egress_hosts = list(about.egressHosts.map(text))
    raw.egress_host_count = about.egressHosts.count
    raw.connector = Plugin.immortal(functions(of: type))
    return raw
  }

  private static func schema(of type: any Connector.Type) -> String {
    func schema<C: Connector>(_: C.Type) -> String { SettingsReader.schema(of: C.Settings.self) }
    return schema(type)
  }

  private static func capabilities(of type: any Connector.Type) -> UInt64 {
    (type is any TextSending.Type ? UInt64(C4A_CAP_SEND_TEXT) : 0)
      | (type is any FileSending.Type ? UInt64(C4A_CAP_SEND_FILE) : 0)
      | (type is any WebhookReceiving.Type ? UInt64(C4A_CAP_WEBHOOK) : 0)
      | OperationsWriter.capabilities(of: type)
  }

  private static func functions(of type: any Connector.Type) -> c4a_connector {
    var raw = c4a_connector()
    raw.size = c4a_connector.borderSize
    raw.create = ConnectorSlots.create(for: type)
    raw.connect = { Instance.of($0)?.connect($1) }
    if type is any TextSending.Type { raw.sendText = { Instance.of($0)?.sendText($1, $2) } }
    if type is any FileSending.Type { raw.sendFile = { Instance.of($0)?.sendFile($1, $2) } }
    if type is any WebhookReceiving.Type { raw.onWebhookEvent = { Instance.of($0)?.onWebhookEvent($1, $2) } }
    if type is any HealthReporting.Type { raw.health = { Instance.of($0)?.health($1) } }
    raw.get_extension = ConnectorSlots.extensions(of: type)
    raw.cancel = { Instance.of($0)?.cancel($1) }
    raw.disconnect = { Instance.of($0)?.disconnect($1) }
    raw.destroy = { context in
      guard let context else { return }
      Unmanaged<Instance>.fromOpaque(context).takeRetainedValue().close()
    }
    return raw
  }

  private static func text(_ text: String) -> c4a_str {
    guard !text.isEmpty else { return c4a_str() }
    let bytes = Array(text.utf8CString)
    let memory = UnsafeMutablePointer<CChar>.allocate(capacity: bytes.count)
    memory.initialize(from: bytes, count: bytes.count)
    return c4a_str(ptr: memory, len: bytes.count - 1)
  }

  private static func list(_ elements: [c4a_str]) -> UnsafePointer<c4a_str>? {
    guard !elements.isEmpty else { return nil }
    let memory = UnsafeMutablePointer<c4a_str>.allocate(capacity: elements.count)
    memory.initialize(from: elements, count: elements.count)
    return UnsafePointer(memory)
  }
}
