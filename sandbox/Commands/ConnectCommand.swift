import ArgumentParser
import JSON

struct ConnectCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "connect", abstract: "Sends the platforms' callbacks to a gateway.")

  @OptionGroup var control: ControlOptions

  @Argument(help: "The gateway's address, such as http://127.0.0.1:8080.")
  var gateway: String

  func run() async throws {
    try await control.connect().call(.PUT, "/control/gateway", ["url": .string(gateway)])
  }
}
