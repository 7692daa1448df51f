import ArgumentParser
import JSON

struct PeopleCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(commandName: "people", abstract: "Lists who there is.")

  @OptionGroup var control: ControlOptions

  func run() async throws {
    let answer = try await control.connect().call(.GET, "/control/people")
    for person in answer["people"]?.arrayValue ?? [] {
      let name = person["name"]?.stringValue ?? ""
      let platform = person["platform"]?.stringValue ?? ""
      var notes: [String] = []
      if person["blocked"] == true { notes.append("has blocked the business") }
      if person["window_open"] == false { notes.append("window closed") }
      if person["online"] == false { notes.append("phone off") }
      if person["started"] == false { notes.append("has not started the bot") }
      let tail = notes.isEmpty ? "" : "  (\(notes.joined(separator: ", ")))"
      print("\(name)  \(platform)  \(person["address"]?.stringValue ?? "")\(tail)")
    }
  }
}

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

struct StatusCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status", abstract: "Prints what there is and what was counted, as JSON.")

  @OptionGroup var control: ControlOptions

  func run() async throws {
    let answer = try await control.connect().call(.GET, "/control")
    print(String(decoding: JSONWriter.bytes(of: answer), as: UTF8.self))
  }
}
