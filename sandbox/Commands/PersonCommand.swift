import ArgumentParser
import JSON

struct PersonCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "person", abstract: "Makes a person, or changes one.",
    discussion: "Example: sandbox person eva platform=whatsapp number=+5511998877665 read_after_ms=1000")

  @OptionGroup var control: ControlOptions

  @Argument(help: "Their name.")
  var name: String

  @Argument(help: "What they are like, as field=value; sandbox/README.md lists the fields.")
  var fields: [String] = []

  func run() async throws {
    var body = JSONObject()
    for field in fields {
      let parts = field.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      guard parts.count == 2 else { throw ValidationError("a field must look like name=value; it is '\(field)'.") }
      body[parts[0]] = value(parts[0], parts[1])
    }
    let answer = try await control.connect().call(.PUT, personPath(name), .object(body))
    print(String(decoding: JSONWriter.bytes(of: answer), as: UTF8.self))
  }

  private func value(_ name: String, _ text: String) -> JSONValue {
    switch text {
    case "true": true
    case "false": false
    case "null": nil
    default: ["id", "read_after_ms"].contains(name) ? .number(text) : .string(text)
    }
  }
}
