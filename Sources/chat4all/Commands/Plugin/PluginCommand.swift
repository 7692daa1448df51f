import ArgumentParser

struct PluginCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plugin", abstract: "Tools for those who write connectors; none of them needs a gateway.",
    subcommands: [
      PluginNewCommand.self, PluginVerifyCommand.self, PluginInspectCommand.self, PluginRunCommand.self,
      PluginRecordCommand.self, PluginReplayCommand.self,
    ])
}
