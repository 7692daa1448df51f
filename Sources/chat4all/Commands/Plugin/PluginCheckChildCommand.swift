import ArgumentParser
import PluginTools

/// The process in which one check runs, or in which a library is loaded to be described.
struct PluginCheckChildCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check-child", abstract: "Runs one check; started by the verifier.", shouldDisplay: false)

  func run() { CheckChild.run() }
}
