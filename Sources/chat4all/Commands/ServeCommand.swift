import ArgumentParser
import Logging

struct ServeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve", abstract: "Runs the gateway until SIGTERM or Ctrl-C.",
    discussion: """
      Without --database-url the gateway runs a private PostgreSQL under its data directory. On a stop it takes no new \
      work, finishes what is under way, hands its partitions over, and exits with 0.
      """)

  @OptionGroup var options: ServeOptions

  func validate() throws { _ = try options.resolve() }

  func run() async throws {
    let settings = try options.resolve()
    let logger = settings.log.logger("chat4all")
    OpenFiles.allowMany()
    let directory = try DataDirectory(settings.storage.dataDirectory.value)
    do {
      try await GatewayNode(settings: settings, directory: directory, logger: logger).run()
    } catch {
      logger.critical("the gateway cannot go on", metadata: ["error": "\(error)"])
      throw ExitCode.failure
    }
  }
}
