import ArgumentParser
import Connectors
import Routing

/// Prints what becomes of edits, reactions and the like between channels, from the descriptors of their connectors: the
/// table of docs/channels.md is made with it.
struct OperationsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "operations",
    abstract: "Prints what becomes of replies, edits, deletions, reactions and the like between channels.")

  @Option(help: "A folder with connectors, before those beside the executable. Can be repeated.")
  var plugins: [String] = []

  @Flag(help: "Leave out connectors that are not there, instead of failing.")
  var present = false

  @Argument(
    help: """
      Connectors as channels.yaml names them, or internal. (default: internal, and those that come with Chat4All and are there)
      """)
  var channels: [String] = []

  private static let shipped = ["internal", "echo", "telegram", "whatsapp", "messenger", "instagram", "matrix"]

  func run() throws {
    let searchPath = PluginSearchPath.directories(flags: plugins, environment: SettingReader().environment)
    var columns: [DegradationTable.Column] = []
    for name in channels.isEmpty ? Self.shipped : channels {
      if name == RoutingTable.internalChannel {
        columns.append(.init(channel: name, traits: .internal))
        continue
      }
      do {
        let channel = try ConnectorHost.channel(of: name, searchPath: searchPath)
        columns.append(.init(channel: channel.name, traits: ChannelTraits(channel.capabilities)))
      } catch  where present || channels.isEmpty {
        continue
      }
    }
    print(DegradationTable.markdown(for: columns))
  }
}
