import ArgumentParser
import JSON

struct EditCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "edit", abstract: "Changes a message that a person wrote.")

  @OptionGroup var control: ControlOptions

  @Option(name: .customLong("as"), help: "Who edits.")
  var name: String

  @Option(help: "The message: its id, or 'last' for the last that the person wrote.")
  var message = "last"

  @Option(name: .customLong("in"), help: "The group that it is in.")
  var group: String?

  @Argument(help: "The new text.")
  var text: String

  func run() async throws {
    var body = JSONObject([("text", .string(text)), ("id", .string(message))])
    body.set("in", group)
    try await control.connect().call(.POST, personPath(name, "edit"), .object(body))
  }
}
