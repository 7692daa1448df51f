import ArgumentParser

struct Chat4All: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "chat4all",
    abstract: "A gateway between your application and the chat channels that people use.",
    discussion: """
      Every option can also be set by an environment variable: --data-dir is CHAT4ALL_DATA_DIR, and so on; an option \
      goes before a variable. `chat4all config` prints what takes effect.
      """,
    version: "0.1.0",
    subcommands: [
      ServeCommand.self, MigrateCommand.self, ConfigCommand.self, ClientCommand.self, SendCommand.self,
      TailCommand.self, ChannelsCommand.self, IngressCommand.self, TelegramCommand.self, MatrixCommand.self,
      OperationsCommand.self, PluginCommand.self, ConnectorHostCommand.self, ConnectorChildCommand.self,
      ConnectorLinkCommand.self,
    ])
}
