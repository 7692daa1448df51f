import ArgumentParser
import Logging
import PluginTools

struct PluginReplayCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "replay", abstract: "Replays a cassette against a connector; fails where it asks something else.",
    discussion: """
      No network is used; secrets are made up. Exits with 0 when all is as recorded, and with 1, and the differences, when \
      it is not.

      Example: chat4all plugin replay ./libchat4all-pager.so --cassette hello.json
      """)

  @Argument(help: "The connector's library.")
  var file: String

  @Option(help: "The file that `plugin record` wrote.")
  var cassette: String

  func run() async throws {
    let differences: [String]
    let tape: Cassette
    do {
      tape = try Cassette(contentsOf: cassette)
      differences = try await Replay(library: file, cassette: tape, logger: .commandLine).run()
    } catch let error as UnusableInput {
      throw ExitCode.unusable(error)
    }
    guard differences.isEmpty else {
      print(differences.joined(separator: "\n"))
      throw ExitCode(1)
    }
    print(
      "all as recorded: \(tape.steps.reduce(0) { $0 + $1.exchanges.count }) requests, \(tape.steps.count - 1) texts")
  }
}
