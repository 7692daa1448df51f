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

struct ReadCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "read", abstract: "Reads what a person on WhatsApp has got.")

  @OptionGroup var control: ControlOptions

  @Option(name: .customLong("as"), help: "Who reads.")
  var name: String

  func run() async throws {
    let answer = try await control.connect().call(.POST, personPath(name, "read"), [:])
    print("\(answer["read"]?.integerValue ?? 0) messages read")
  }
}

/// The path of what a person does or has.
func personPath(_ name: String, _ what: String? = nil) -> String {
  "/control/people/" + PercentEncoding.encode(name) + (what.map { "/\($0)" } ?? "")
}
