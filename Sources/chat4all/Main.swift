import Dispatch
import Glibc
import PluginTools

/// Where the process begins.
///
/// A connector's process has to have one thread while it is confined, and Swift's asynchronous `main` would start others
/// before the first line of ours. So this one is not asynchronous, and everything but that process goes on where the
/// asynchronous one would be.
@main enum Main {
  static func main() {
    let arguments = CommandLine.arguments.dropFirst()
    if arguments.first == ConnectorChildCommand.configuration.commandName {
      ConnectorChildCommand.main(Array(arguments.dropFirst()))
    }
    // One for each account on another host: no more threads than it needs.
    if arguments.first == ConnectorLinkCommand.configuration.commandName {
      ConnectorLinkCommand.main(Array(arguments.dropFirst()))
    }
    // One for each check of a connector: a command's options, even none, would take as long to look through as most checks take.
    if arguments.starts(with: CheckChild.arguments) {
      CheckChild.run()
    }
    Task {
      await Chat4All.main()
      exit(0)
    }
    dispatchMain()
  }
}
