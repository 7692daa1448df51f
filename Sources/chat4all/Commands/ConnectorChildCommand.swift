import ArgumentParser
import Confinement
import Connectors

/// What a gateway starts for each channel account; of no use to people.
struct ConnectorChildCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "connector-child", abstract: "Runs one connector for the gateway that started it.",
    shouldDisplay: false)

  /// Why no connector runs in this process.
  struct NotConfined: Error, CustomStringConvertible {
    var description: String
  }

  @OptionGroup var confinement: ConfinementOptions

  @Argument(help: "The account's name, for those who look at the list of processes.")
  var account = ""

  func run() throws {
    // Flags alone count: a gateway says everything with them.
    let settings = try confinement.resolve(SettingReader(environment: [:]))
    let child = ConnectorChild { library, logger in
      let report = Confinement.apply(settings.policy(plugin: library))
      if let refusal = report.refusal(of: settings.level.value) { throw NotConfined(description: refusal) }
      guard settings.level.value != .off, !report.missing.isEmpty else { return }
      logger.notice("a connector's process is not confined as far as it could be", metadata: ["report": "\(report)"])
    }
    child.run()
  }
}
