import ArgumentParser
import Logging
import ServiceLifecycle

struct ServeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve", abstract: "Runs the simulated platforms until Ctrl-C.",
    discussion: """
      Without options it has a demo account on each and six people: ana and carla on WhatsApp, bruno and davi on \
      Telegram, elisa on Messenger, igor on Instagram. What people say and get is printed as it happens.
      """)

  @OptionGroup var options: ServeOptions

  func validate() throws { _ = try options.resolve() }

  func run() async throws {
    let settings = try options.resolve()
    var logger = Logger(label: "sandbox")
    logger.logLevel = .error
    let group = ServiceGroup(
      services: [SandboxService(settings: settings)], gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
    do {
      try await group.run()
    } catch let error as StartError {
      throw ValidationError(error.description)
    }
  }
}
