import ArgumentParser

struct PluginCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plugin", abstract: "Tools for those who write connectors; none of them needs a gateway.",
    subcommands: [
      PluginNewCommand.self, PluginVerifyCommand.self, PluginInspectCommand.self, PluginCheckChildCommand.self,
    ])
}
