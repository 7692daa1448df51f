import ArgumentParser
import JSON

struct ReactCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "react", abstract: "Reacts to a message as a person; '' takes the reaction back.")

  @OptionGroup var control: ControlOptions

  @Option(name: .customLong("as"), help: "Who reacts.")
  var name: String

  @Option(help: "The message: its id, or 'last' for the last that the person got.")
  var to = "last"

  @Option(name: .customLong("in"), help: "The group that it is in.")
  var group: String?

  @Argument(help: "One emoji.")
  var emoji: String

  func run() async throws {
    var body = JSONObject([("emoji", .string(emoji)), ("id", .string(to))])
    body.set("in", group)
    try await control.connect().call(.POST, personPath(name, "react"), .object(body))
  }
}
