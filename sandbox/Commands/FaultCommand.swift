import ArgumentParser

struct FaultCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fault", abstract: "Makes things go wrong.",
    subcommands: [FaultAddCommand.self, FaultListCommand.self, FaultClearCommand.self],
    defaultSubcommand: FaultListCommand.self)
}
