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
