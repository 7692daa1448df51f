import ArgumentParser
import ConnectorLink
import Connectors

/// What a gateway starts for a channel account whose connector runs on another host; of no use to people.
struct ConnectorLinkCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "connector-link", abstract: "Links the gateway that started it to a connector on another host.",
    shouldDisplay: false)

  @Option var host: String
  @Option var certificate: String
  @Option var key: String
  @Option var authority: String
  @Option var plugin: String

  @Argument(help: "The account's name.")
  var account: String

  func run() throws {
    guard let (name, port) = RemoteHost.split(host) else { throw ValidationError("--host must be NAME:PORT.") }
    let remote = RemoteHost(name: name, port: port, certificate: certificate, key: key, authority: authority)
    ConnectorLink(to: remote, plugin: plugin, account: account).run()
  }
}
