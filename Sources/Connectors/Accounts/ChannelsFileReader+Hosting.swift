import Yams

// Where an account's connector runs: a word, or the host that runs it.
extension ChannelsFileReader {
  private static let hostKeys = ["host", "certificate", "key", "authority"]

  mutating func readHosting(_ node: Node, plugin: String?) -> Hosting {
    switch node {
    case .scalar(let scalar) where scalar.string == "process":
      return .process
    case .scalar(let scalar) where scalar.string == "in_process":
      return .inProcess
    case .mapping:
      return readRemoteHost(node, plugin: plugin).map(Hosting.remote) ?? .process
    default:
      report(
        """
        'hosting' has to be 'process' (a process of its own, which it may crash), 'in_process' (inside the gateway), or \
        the host that runs it: {host: connectors.example:8443, certificate: …, key: …, authority: …}
        """, at: node)
      return .process
    }
  }

  private mutating func readRemoteHost(_ node: Node, plugin: String?) -> RemoteHost? {
    guard let fields = fields(of: node, known: Self.hostKeys, what: "'hosting'") else { return nil }
    if let plugin, !PluginSearchPath.isShortName(plugin) {
      report("a connector on another host is named by its short name, like 'echo': '\(plugin)' is none", at: node)
    }
    let missing = Self.hostKeys.filter { fields[$0] == nil }
    guard missing.isEmpty else {
      report(
        "'hosting' on another host needs \(missing.map { "'\($0)'" }.joined(separator: ", ")) as well", at: node)
      return nil
    }
    let address = fields["host"].flatMap { text($0.value, of: "host") }
    let split = address.flatMap(RemoteHost.split)
    if let address, split == nil, let field = fields["host"] {
      report("'\(address)' is no host with its port; 'host' looks like connectors.example:8443", at: field.value)
    }
    let files = Self.hostKeys.dropFirst().compactMap { key in
      fields[key].flatMap { text($0.value, of: key) }.map(resolved(file:))
    }
    guard let split, files.count == 3 else { return nil }
    return RemoteHost(name: split.name, port: split.port, certificate: files[0], key: files[1], authority: files[2])
  }

  /// A relative path is meant from where channels.yaml is.
  private func resolved(file path: String) -> String {
    guard !path.hasPrefix("/"), let slash = file.lastIndex(of: "/") else { return path }
    return file[...slash] + path
  }
}
