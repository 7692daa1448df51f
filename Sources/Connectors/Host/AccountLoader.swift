import Logging

/// Finds out what channels.yaml's accounts are: which library, which connector of it, and whether the settings can be
/// right. Runs nothing but what describes a connector, and that in a process of its own unless the account is to be
/// hosted by the gateway itself.
struct AccountLoader {
  /// An account with all that it takes to make its connector.
  struct Found {
    var account: ChannelAccount
    var request: PluginRequest
    var description: PluginDescription
    var egressHosts: [EgressHost]
    /// Of the library's content; nil where the gateway hosts it, which never loads a library again.
    var digest: [UInt8]?
    /// Its functions, where the gateway hosts it.
    var descriptor: ConnectorDescriptor?
  }

  let searchPath: [String]
  let executable: String
  let limits: HostingLimits
  /// What connectors on other hosts have said before.
  var kept = KeptDescriptions(folder: nil)
  let logger: Logger

  /// - Throws: everything that is wrong, at once.
  func find(_ configurations: [ChannelAccountConfiguration]) throws(ConnectorHostErrors) -> [Found] {
    var found: [Found] = []
    var errors: [ConnectorHostError] = []
    var remoteScans = RemoteScans(executable: executable, limits: limits, kept: kept, logger: logger)
    var scans: [String: Result<(PluginRequest, PluginDescription, [UInt8]), ConnectorHostError>] = [:]
    for configuration in configurations {
      do throws(ConnectorHostError) {
        switch configuration.hosting {
        case .inProcess:
          let request = try PluginRequest(configuration.plugin, searchPath: searchPath)
          let descriptor = try PluginLibrary.load(request)
          found.append(make(configuration, request, PluginDescription(descriptor), descriptor: descriptor))
        case .process:
          // Accounts of a plugin share what it says.
          let scan = scans[configuration.plugin] ?? scan(configuration.plugin)
          scans[configuration.plugin] = scan
          let (request, description, digest) = try scan.get()
          found.append(make(configuration, request, description, digest: digest))
        case .remote(let remote):
          let (request, entry) = try remoteScans.scan(configuration.plugin, on: remote)
          found.append(make(configuration, request, entry.description, digest: entry.library))
        }
        errors += settingsErrors(configuration, found[found.count - 1].description)
      } catch {
        var error = error
        error.account = configuration.name
        error.position = configuration.position
        errors.append(error)
      }
    }
    guard errors.isEmpty else { throw ConnectorHostErrors(errors: errors) }
    return found
  }

  private func scan(_ plugin: String) -> Result<(PluginRequest, PluginDescription, [UInt8]), ConnectorHostError> {
    do throws(ConnectorHostError) {
      let request = try PluginRequest(plugin, searchPath: searchPath)
      // Before it is loaded: a library that is replaced meanwhile is loaded again with the next reload.
      let digest = PluginFile.digest(of: request.path)
      let description = try PluginScan.describe(
        request, executable: executable, confinement: limits.confinement, within: limits.load)
      return .success((request, description, digest))
    } catch {
      return .failure(error)
    }
  }

  private func make(
    _ configuration: ChannelAccountConfiguration, _ request: PluginRequest, _ description: PluginDescription,
    digest: [UInt8]? = nil, descriptor: ConnectorDescriptor? = nil
  ) -> Found {
    let account = ChannelAccount(
      name: configuration.name, channel: description.channel, displayName: description.displayName,
      pluginPath: request.path, version: description.version, capabilities: description.capabilities,
      maxTextBytes: description.maxTextBytes, maxFileBytes: description.maxFileBytes, configuration: configuration)
    let named = EgressHost.named(by: configuration.settings, schema(of: description))
    return Found(
      account: account, request: request, description: description, egressHosts: description.egressHosts + named,
      digest: digest, descriptor: descriptor)
  }

  private func schema(of description: PluginDescription) -> SettingsSchema? {
    description.settingsSchema.flatMap { try? SettingsSchema($0) }
  }

  private func settingsErrors(
    _ configuration: ChannelAccountConfiguration, _ description: PluginDescription
  ) -> [ConnectorHostError] {
    let faults = schema(of: description)?.faults(in: configuration.settings) ?? []
    return faults.map { fault in
      ConnectorHostError(
        code: .badSettings, account: configuration.name, message: fault.message,
        position: fault.setting.flatMap { configuration.settingPositions[$0] } ?? configuration.position)
    }
  }
}
