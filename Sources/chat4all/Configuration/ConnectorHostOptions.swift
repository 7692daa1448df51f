import ArgumentParser
import ConnectorLink
import Connectors
import Logging

/// What `connector-host` can be told.
struct ConnectorHostOptions: ParsableArguments {
  @Option(help: "Address and port to listen on, such as 0.0.0.0:8443; port 0 picks a free one, which is printed.")
  var listen: String?

  @Option(help: "File with this host's certificate, in PEM; those that lead to its authority may follow.")
  var certificate: String?

  @Option(help: "File with the certificate's key, in PEM.")
  var key: String?

  @Option(help: "File with the certificates of the authority that clients' certificates come from, in PEM.")
  var clients: String?

  @Option(parsing: .singleValue, help: "A folder with connector plugins; may be given several times.")
  var plugins: [String] = []

  @Option(help: "File to write the address to, once connections are taken.")
  var addressFile: String?

  @Option(help: "Connectors that may run at once.")
  var connections: Int?

  @Option(help: "Connectors that may run at once for one client's certificate.")
  var connectionsPerClient: Int?

  @Option(help: "Seconds that a stop may take to let connectors finish.")
  var grace: Int?

  @OptionGroup var confinement: ConfinementOptions

  @OptionGroup var log: LogOptions

  func resolve(_ reader: SettingReader = SettingReader()) throws -> ConnectorHostCommandSettings {
    let listen = try reader.text("listen", flag: listen, default: "127.0.0.1:8443")
    guard let (address, port) = Self.split(listen.value) else {
      throw ValidationError("\(listen.place) must be an address and a port, such as 0.0.0.0:8443 or [::]:8443.")
    }
    let confinement = try confinement.resolve(reader)
    let files = TLSFiles(
      certificate: try file("certificate", certificate, reader), key: try file("key", key, reader),
      authority: try file("clients", clients, reader))
    return ConnectorHostCommandSettings(
      host: ConnectorHostSettings(
        address: address, port: port, files: files,
        searchPath: PluginSearchPath.directories(flags: plugins, environment: reader.environment),
        confinement: confinement.arguments,
        connectors: try reader.integer("connections", flag: connections, default: 256, in: 1...10_000).value,
        connectorsPerClient: try reader.integer(
          "connections-per-client", flag: connectionsPerClient, default: 128, in: 1...10_000
        ).value,
        grace: .seconds(try reader.integer("grace", flag: grace, default: 20, in: 1...3600).value)),
      addressFile: try reader.optionalText("address-file", flag: addressFile), log: try log.resolve(reader))
  }

  private func file(_ name: String, _ flag: String?, _ reader: SettingReader) throws -> String {
    guard let path = try reader.optionalText(name, flag: flag).value else {
      throw ValidationError("--\(name) is missing: a file in PEM. docs/connector-host.md shows how to make one.")
    }
    return path
  }

  /// As a host's name and port, but for port 0.
  private static func split(_ text: String) -> (address: String, port: Int)? {
    guard text.hasSuffix(":0") else { return RemoteHost.split(text).map { ($0.name, $0.port) } }
    return RemoteHost.split(text.dropLast() + "1").map { ($0.name, 0) }
  }
}

/// What `connector-host` was told, resolved.
struct ConnectorHostCommandSettings {
  var host: ConnectorHostSettings
  var addressFile: Setting<String?>
  var log: LogSettings

  /// The life of services is of interest only where something goes wrong.
  func quiet(_ logger: Logger) -> Logger {
    var logger = logger
    logger.logLevel = max(logger.logLevel, .warning)
    return logger
  }
}
