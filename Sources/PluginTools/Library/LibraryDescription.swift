import CConnectorABI
import Connectors
import JSON

/// What a library says about itself, as JSON; read in a process of its own, since whatever it does there stays there.
enum LibraryDescription {
  static func json(of plan: CheckPlan) -> JSONValue {
    do {
      let library = try LoadedLibrary(plan.library)
      let plugin = try library.plugin()
      var connectors: [JSONValue] = []
      for index in 0..<plugin.connector_count { connectors.append(try connector(library, index)) }
      return ["abi": .integer(plugin.abi), "connectors": .array(connectors)]
    } catch let failure as CheckFailure {
      return ["error": .string(failure.found), "expected": .string(failure.expected)]
    } catch {
      return ["error": .string("\(error)")]
    }
  }

  private static func connector(_ library: LoadedLibrary, _ index: Int) throws -> JSONValue {
    let raw = try library.descriptor(index)
    let functions = try library.functions(index)
    func text(_ string: c4a_str) -> JSONValue { .string(string.cutText(limit: 1 << 20)) }
    let schema = raw.config_schema.cutText(limit: 1 << 20)
    let parsed = try? JSONParser.parse(schema)
    var hosts: [JSONValue] = []
    if let list = raw.egress_hosts, raw.egress_host_count <= 256 {
      hosts = (0..<raw.egress_host_count).map { text(list[$0]) }
    }
    return [
      "id": text(raw.id), "channel": text(raw.channel), "display_name": text(raw.display_name),
      "version": text(raw.version), "vendor": text(raw.vendor), "license": text(raw.license), "url": text(raw.url),
      "abi": .integer(raw.abi), "min_host_abi": .integer(raw.min_host_abi),
      "capabilities": .array(
        ConnectorCapabilities(rawValue: raw.capabilities).names.filter { $0 != "may_block" }.map(JSONValue.string)),
      "unknown_capabilities": .string(String(raw.capabilities & ~known, radix: 16)),
      "may_block": .bool(raw.traits & UInt32(C4A_TRAIT_MAY_BLOCK) != 0),
      "max_text_bytes": .integer(raw.max_text_bytes), "max_file_bytes": .integer(raw.max_file_bytes),
      "egress_hosts": .array(hosts), "functions": .array(names(functions).map(JSONValue.string)),
      "extensions": .array(extensions(functions).map(JSONValue.string)),
      "config_schema": parsed ?? (schema.isEmpty ? .null : .string(schema)),
    ]
  }

  /// The capabilities that this host has names for.
  private static let known = (0..<63).map { UInt64(1) << $0 }
    .filter { !ConnectorCapabilities(rawValue: $0).names.isEmpty }.reduce(0, |)

  private static func names(_ functions: c4a_connector) -> [String] {
    let all: [(String, Bool)] = [
      ("create", functions.create != nil), ("connect", functions.connect != nil),
      ("sendText", functions.sendText != nil), ("sendFile", functions.sendFile != nil),
      ("onWebhookEvent", functions.onWebhookEvent != nil), ("health", functions.health != nil),
      ("cancel", functions.cancel != nil), ("disconnect", functions.disconnect != nil),
      ("destroy", functions.destroy != nil), ("get_extension", functions.get_extension != nil),
    ]
    return all.filter(\.1).map(\.0)
  }

  /// The extensions that this host knows and the connector has.
  private static func extensions(_ functions: c4a_connector) -> [String] {
    guard let get = functions.get_extension else { return [] }
    return KnownExtensions.ids.filter { id in
      var memory = BenchMemory()
      return get(memory.text(id)) != nil
    }
  }
}
