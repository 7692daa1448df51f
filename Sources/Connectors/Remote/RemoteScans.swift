import Glibc
import Logging

/// Asks connectors on other hosts what they are, each once; one whose host cannot be reached is what it was the last time.
struct RemoteScans {
  private struct Key: Hashable {
    var plugin: String
    var remote: RemoteHost
  }

  private let executable: String
  private let limits: HostingLimits
  private let kept: KeptDescriptions
  private let logger: Logger
  private var scans: [Key: Result<KeptDescriptions.Entry, ConnectorHostError>] = [:]
  /// Hosts that did not answer are not waited for again.
  private var unreachable: [RemoteHost: ConnectorHostError] = [:]

  init(executable: String, limits: HostingLimits, kept: KeptDescriptions, logger: Logger) {
    self.executable = executable
    self.limits = limits
    self.kept = kept
    self.logger = logger
  }

  /// - Throws: Why the connector cannot be used; also where its host cannot be reached and never was.
  mutating func scan(
    _ plugin: String, on remote: RemoteHost
  ) throws(ConnectorHostError) -> (PluginRequest, KeptDescriptions.Entry) {
    for (key, path) in [("certificate", remote.certificate), ("key", remote.key), ("authority", remote.authority)]
    where access(path, R_OK) != 0 {
      throw ConnectorHostError(
        code: .badSettings, message: "'\(key)' of 'hosting': cannot read '\(path)': \(String(cString: strerror(errno)))"
      )
    }
    let request = PluginRequest(plugin, on: remote)
    let key = Key(plugin: plugin, remote: remote)
    let scan = scans[key] ?? ask(request, remote)
    scans[key] = scan
    return (request, try scan.get())
  }

  private mutating func ask(
    _ request: PluginRequest, _ remote: RemoteHost
  ) -> Result<KeptDescriptions.Entry, ConnectorHostError> {
    if let failure = unreachable[remote] { return fallBack(request, failure) }
    do throws(ConnectorHostError) {
      let (description, library) = try PluginScan.examine(request, executable: executable, within: limits.load)
      let entry = KeptDescriptions.Entry(description: description, library: library ?? [])
      do throws(ConnectorHostError) {
        try kept.keep(entry, of: request)
      } catch {
        logger.warning("what a connector on another host says cannot be kept", metadata: ["error": "\(error)"])
      }
      return .success(entry)
    } catch {
      switch error.code {
      case .hostUnreachable:
        unreachable[remote] = error
        return fallBack(request, error)
      case .hostRefuses:
        return fallBack(request, error)
      default:
        return .failure(error)
      }
    }
  }

  private func fallBack(
    _ request: PluginRequest, _ failure: ConnectorHostError
  ) -> Result<KeptDescriptions.Entry, ConnectorHostError> {
    guard let entry = kept.find(request) else {
      var failure = failure
      failure.message += "; it has to be there the first time"
      return .failure(failure)
    }
    logger.warning(
      "a connector on another host is taken for what it was the last time", metadata: ["error": "\(failure)"])
    return .success(entry)
  }
}
