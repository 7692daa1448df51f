import ArgumentParser
import JSON

struct SendCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "send", abstract: "Sends a text message through a running gateway.")

  @OptionGroup var api: APIOptions

  @Option(help: "The conversation's id.")
  var conversation: String

  @Option(help: "The user who speaks.")
  var from: String

  @Option(parsing: .singleValue, help: "A recipient; every other member where none is named.")
  var to: [String] = []

  @Option(
    name: .customLong("channel"), parsing: .singleValue,
    help: "A channel type, an account or 'all'; may be given several times.")
  var channels: [String] = []

  @Option(help: "The message's id, for sending it again without doubling it.")
  var messageId: String?

  @Argument(help: "What to say.")
  var text: String

  func run() async throws {
    var message = JSONObject([
      ("conversation_id", .string(conversation)), ("from", .string(from)),
      ("payload", ["type": "text", "text": .string(text)]),
    ])
    if let messageId { message["message_id"] = .string(messageId) }
    if !to.isEmpty { message["to"] = .array(to.map(JSONValue.string)) }
    if !channels.isEmpty { message["channels"] = .array(channels.map(JSONValue.string)) }
    let answer = try await api.connect().post("/v1/messages", .object(message))
    print(chat4all.text(answer))
  }
}
