import ArgumentParser
import Logging
import ServiceLifecycle

struct ReceiveCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "receive", abstract: "Runs a webhook receiver that verifies each event and prints it on a line.",
    discussion: """
      Give its address (any path) and the secret that the gateway returned for it. Events are answered 204 when their \
      signature fits and 401 when it does not. Without a secret nothing is verified.
      """)

  @Option(help: "The endpoint's secret, whsec_...; prefer the variable CHAT4ALL_SANDBOX_SECRET.")
  var secret: String?

  @Option(help: "Address to listen on (default: 127.0.0.1).")
  var host: String?

  @Option(help: "Port to listen on; 0 picks a free one; CHAT4ALL_SANDBOX_RECEIVE_PORT (default: 9191).")
  var port: Int?

  @Flag(help: "Print each event as one line of JSON.")
  var json = false

  func run() async throws {
    let reader = SettingReader()
    let service = ReceiverService(
      secret: reader.optionalText("secret", secret), host: reader.text("host", host, default: "127.0.0.1"),
      port: try reader.integer("receive-port", port, default: 9191, in: 0...65_535), printsJSON: json)
    var logger = Logger(label: "sandbox")
    logger.logLevel = .error
    let group = ServiceGroup(services: [service], gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
    do {
      try await group.run()
    } catch let error as StartError {
      throw ValidationError(error.description)
    } catch let error as ControlError {
      throw ValidationError(error.description)
    }
  }
}
