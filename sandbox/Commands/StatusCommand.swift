import ArgumentParser
import JSON

struct StatusCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status", abstract: "Prints what there is and what was counted, as JSON.")

  @OptionGroup var control: ControlOptions

  func run() async throws {
    let answer = try await control.connect().call(.GET, "/control")
    print(String(decoding: JSONWriter.bytes(of: answer), as: UTF8.self))
  }
}
