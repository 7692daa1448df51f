import ArgumentParser
import PluginTools

struct PluginInspectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect", abstract: "Shows what a connector's library says about itself.",
    discussion: "The library is loaded in a process of its own. Example: chat4all plugin inspect ./libchat4all-pager.so"
  )

  @Argument(help: "The connector's library.")
  var file: String

  @Flag(help: "Print one JSON object.")
  var json = false

  func run() throws {
    let described: LibraryReport
    do {
      described = try Verification(library: file, seed: 1).describe()
    } catch let error as UnusableInput {
      throw ExitCode.unusable(error)
    }
    if json {
      print(text(described.json))
    } else {
      print(InspectReport.text(described))
    }
    if described.problem != nil { throw ExitCode(1) }
  }
}
