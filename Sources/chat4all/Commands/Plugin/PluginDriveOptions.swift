import ArgumentParser
import Connectors
import Files
import Foundation
import JSON
import Logging
import OutboundHTTP
import PluginTools

/// What `run` and `record` have in common: a connector, its settings, and the way to its platform.
struct PluginDriveOptions: ParsableArguments {
  @Argument(help: "The connector's library.")
  var file: String

  @Option(help: "Of a library with several connectors: the channel or id of the one to drive.")
  var connector: String?

  @Option(
    help: "A YAML file with the connector's settings, as under 'settings' in channels.yaml; ${NAME} is a variable.")
  var settings: String

  @Option(help: "An address on the platform, to send to.")
  var to: String?

  @Option(parsing: .singleValue, help: "Send this text and end; may be given several times.")
  var send: [String] = []

  @Option(help: "Inner addresses that may be contacted too, such as 127.0.0.1/32.")
  var connectorAllowPrivate: String?

  func validate() throws {
    guard send.isEmpty || to != nil else { throw ValidationError("--send needs --to: who is to get it.") }
  }

  /// Runs `body` with the connector connected; `wrap` may stand between it and the network.
  func drive(
    wrap: (any ConnectorHTTPPort, SecretMask) -> any ConnectorHTTPPort = { http, _ in http },
    _ body: (ConnectorDrive, LibraryReport.Connector, [String: JSONValue], SecretMask) async throws -> Void
  ) async throws {
    do {
      let described = try Verification(library: file, seed: 1).describe()
      guard
        let chosen = described.connectors.first(where: {
          connector == nil || $0.channel == connector || $0.id == connector
        })
      else { throw ExitCode.unusable(StartError(described.problem ?? "\(file) has no connector '\(connector ?? "")'")) }
      let values = try ChannelsFile.loadSettings(
        contentsOf: settings, environment: ProcessInfo.processInfo.environment)
      let mask = SecretMask(settings: values, schema: chosen.json["config_schema"])
      let allowed = try SettingReader().addresses("connector-allow-private", flag: connectorAllowPrivate).value
      let client = OutboundHTTPClient(logger: .commandLine)
      let folder = FileManager.default.temporaryDirectory.appending(path: "chat4all-\(UUID().uuidString)").path
      // The files in it have no names.
      defer { rmdir(folder) }
      let http = wrap(
        ConnectorHTTP(
          client: client, addressPolicy: .publicAnd(allowed), files: TemporaryFiles(folder: folder)), mask)
      let drive = ConnectorDrive(library: file, connector: chosen.id, settings: values, logger: .commandLine) {
        events in
        for event in events { PluginEventLine.show(event) }
      }
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { try await client.run() }
        defer { group.cancelAll() }
        try await drive.start(http)
        try await body(drive, chosen, values, mask)
        await drive.stop()
      }
    } catch let error as UnusableInput {
      throw ExitCode.unusable(error)
    } catch let error as ConfigurationError {
      throw ExitCode.unusable(error)
    }
  }
}
