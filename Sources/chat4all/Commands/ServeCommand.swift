import ArgumentParser
import Gateway
import Logging

struct ServeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve", abstract: "Runs the gateway until SIGTERM or Ctrl-C.",
    discussion: """
      Without --database-url the gateway runs a private PostgreSQL under its data directory. On a stop it takes no new \
      work, finishes what is under way, hands its partitions over, and exits with 0.
      """)

  // The options stand here, not in a group of their own: a debug build's parser checks each group once more for each of a
  // handful of rules, and so all that is in it, at each level. That was a quarter of a second of each start.

  @OptionGroup var storage: StorageOptions
  @OptionGroup var log: LogOptions

  @Option(help: "Address to listen on.")
  var host: String?

  @Option(help: "Port to listen on; 0 picks a free one, which is written to <data-dir>/address.")
  var port: Int?

  @Option(help: "The file that lists the channel accounts.")
  var channels: String?

  @Option(parsing: .singleValue, help: "A folder with connector plugins; may be given several times.")
  var plugins: [String] = []

  @Option(help: "Partitions of a new installation, 1 to 1024. Fixed for ever at the first start.")
  var partitions: Int?

  @Option(help: "The most members of a group, 3 to 1000.")
  var maxMembers: Int?

  @Option(help: "Requests per second that a client may make; 0 for no limit.")
  var clientRate: Int?

  @Option(help: "The largest request body, in bytes.")
  var bodyLimit: Int?

  @Option(help: "Messages that may wait for being stored before callers are answered 503.")
  var acceptQueue: Int?

  @Option(help: "Seconds a connector has for a send.")
  var sendTimeout: Int?

  @Option(help: "Seconds a channel has in a first_success message whose sender named none.")
  var channelDeadline: Int?

  @Option(help: "A send whose outcome nobody knows: retry (may arrive twice, and says so) or park (may be missing).")
  var uncertainSends: UncertainSends?

  @Option(help: "Addresses that are not public and that connectors may contact all the same: 10.0.0.0/8,127.0.0.1.")
  var connectorAllowPrivate: String?

  @Option(help: "Where platforms reach this gateway, such as https://chat.example.org; some signatures cover it.")
  var publicUrl: String?

  @Option(help: "The largest callback of a platform, in bytes.")
  var ingressBodyLimit: Int?

  @Option(help: "Callbacks of one account that may be under way at once; more are answered 503.")
  var ingressConcurrency: Int?

  @Option(help: "Seconds a connector has for a callback.")
  var ingressTimeout: Int?

  @Option(help: "Days for which platforms' events are kept, for audit and another try.")
  var ingressRetention: Int?

  @Option(help: "Seconds that a stop may take to finish what is under way.")
  var grace: Int?

  @OptionGroup var webhooks: WebhookOptions

  @OptionGroup var outbound: OutboundOptions

  @OptionGroup var confinement: ConfinementOptions

  func validate() throws { _ = try resolve() }

  func run() async throws {
    let settings = try resolve()
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
