import ArgumentParser
import JSON

struct FaultListCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(commandName: "list", abstract: "Lists the faults, as JSON lines.")

  @OptionGroup var control: ControlOptions

  func run() async throws {
    let answer = try await control.connect().call(.GET, "/control/faults")
    for fault in answer["faults"]?.arrayValue ?? [] {
      print(String(decoding: JSONWriter.bytes(of: fault), as: UTF8.self))
    }
  }
}
