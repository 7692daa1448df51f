import ArgumentParser
import JSON

struct ReadCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "read", abstract: "Reads what a person has got (Telegram tells nobody).")

  @OptionGroup var control: ControlOptions

  @Option(name: .customLong("as"), help: "Who reads.")
  var name: String

  func run() async throws {
    let answer = try await control.connect().call(.POST, personPath(name, "read"), [:])
    print("\(answer["read"]?.integerValue ?? 0) messages read")
  }
}
