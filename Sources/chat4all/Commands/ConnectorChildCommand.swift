import ArgumentParser
import Connectors

/// What a gateway starts for each channel account; of no use to people.
struct ConnectorChildCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "connector-child", abstract: "Runs one connector for the gateway that started it.",
    shouldDisplay: false)

  @Argument(help: "The account's name, for those who look at the list of processes.")
  var account = ""

  func run() throws {
    ConnectorChild().run()
  }
}
