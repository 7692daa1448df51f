import ArgumentParser
import JSON

extension FaultTarget: ExpressibleByArgument {}
extension FaultKind: ExpressibleByArgument {}

struct FaultAddCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "add", abstract: "Adds a fault.",
    discussion: "Example: sandbox fault add telegram rate_limit --retry-after 3 --count 2")

  @OptionGroup var control: ControlOptions

  @Argument(help: "Where: telegram, whatsapp, messenger, instagram or receiver.")
  var target: FaultTarget

  @Argument(help: "What.")
  var kind: FaultKind

  @Option(help: "How often it happens; without end unless given.")
  var count: Int?

  @Option(help: "The share of what fits that it befalls, above 0 and up to 1.")
  var probability: String?

  @Option(help: "The person, group or receiver that it is for.")
  var name: String?

  @Option(help: "The Telegram method that it is for.")
  var method: String?

  @Option(help: "Seconds that the caller is told to wait.")
  var retryAfter: Int?

  @Option(help: "The HTTP status of the answer.")
  var status: Int?

  @Option(help: "The platform's error code.")
  var code: Int?

  @Option(help: "The second error code of Messenger and Instagram.")
  var subcode: Int?

  @Option(help: "Milliseconds, for delays and for late and shuffled callbacks.")
  var delayMs: Int?

  @Option(help: "The error's text, or where a redirect leads.")
  var text: String?

  func run() async throws {
    var body = JSONObject([("on", .string(target.rawValue)), ("kind", .string(kind.rawValue))])
    body.set("count", count.map(Int64.init))
    if let probability { body["probability"] = .number(probability) }
    body.set("name", name)
    body.set("method", method)
    body.set("retry_after", retryAfter.map(Int64.init))
    body.set("status", status.map(Int64.init))
    body.set("code", code.map(Int64.init))
    body.set("subcode", subcode.map(Int64.init))
    body.set("delay_ms", delayMs.map(Int64.init))
    body.set("text", text)
    let fault = try await control.connect().call(.POST, "/control/faults", .object(body))
    print("fault \(fault["id"]?.integerValue ?? 0)")
  }
}
