import ArgumentParser

@main
struct SandboxCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sandbox",
    abstract: "Simulated chat platforms with people on them, for trying Chat4All without accounts.",
    discussion: """
      `sandbox serve` runs Telegram, WhatsApp, Messenger and Instagram; the other commands talk to it. Every option can also be set by an \
      environment variable: --port is CHAT4ALL_SANDBOX_PORT, and so on; an option goes before a variable.
      """,
    version: "0.1.0",
    subcommands: [
      ServeCommand.self, SayCommand.self, InboxCommand.self, ReactCommand.self, EditCommand.self, DeleteCommand.self,
      ReadCommand.self, PeopleCommand.self, PersonCommand.self, ConnectCommand.self, StatusCommand.self,
      FaultCommand.self, ReceiveCommand.self,
    ])
}
