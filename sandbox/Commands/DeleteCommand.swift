import ArgumentParser
import JSON

struct DeleteCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "delete", abstract: "Takes back a message that a person wrote.")

  @OptionGroup var control: ControlOptions

  @Option(name: .customLong("as"), help: "Who deletes.")
  var name: String

  @Option(help: "The message: its id, or 'last' for the last that the person wrote.")
  var message = "last"

  @Option(name: .customLong("in"), help: "The group that it is in.")
  var group: String?

  func run() async throws {
    var body = JSONObject([("id", .string(message))])
    body.set("in", group)
    try await control.connect().call(.POST, personPath(name, "delete"), .object(body))
  }
}
