import ArgumentParser
import JSON

struct SayCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(commandName: "say", abstract: "Writes a text as a person.")

  @OptionGroup var control: ControlOptions

  @Option(name: .customLong("as"), help: "Who writes.")
  var name: String

  @Option(help: "The message that is answered: its id, or 'last' for the last that the person got.")
  var replyTo: String?

  @Option(name: .customLong("in"), help: "The group in which it is said.")
  var group: String?

  @Argument(help: "What to say.")
  var text: String

  func run() async throws {
    var body = JSONObject([("text", .string(text))])
    body.set("reply_to", replyTo)
    body.set("in", group)
    let answer = try await control.connect().call(.POST, personPath(name, "say"), .object(body))
    print(answer["id"]?.stringValue ?? "")
  }
}
