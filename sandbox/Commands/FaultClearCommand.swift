import ArgumentParser

struct FaultClearCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(commandName: "clear", abstract: "Removes all faults.")

  @OptionGroup var control: ControlOptions

  func run() async throws {
    try await control.connect().call(.DELETE, "/control/faults")
  }
}
