import ArgumentParser
import ConnectorLink
import Glibc
import Logging
import ServiceLifecycle

struct ConnectorHostCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "connector-host", abstract: "Runs connectors for gateways on other hosts, until SIGTERM or Ctrl-C.",
    discussion: """
      A gateway names this host in channels.yaml, under 'hosting' of an account. Both show each other certificates: this \
      host serves whoever has one from the authority in --clients. Each account gets a process of its own, confined as at \
      a gateway, with a plugin from this host's folders. SIGHUP reads the certificates again. See docs/connector-host.md.
      """)

  @OptionGroup var options: ConnectorHostOptions

  func validate() throws { _ = try options.resolve() }

  func run() async throws {
    let settings = try options.resolve()
    let logger = settings.log.logger("chat4all")
    OpenFiles.allowMany()
    do {
      let file = settings.addressFile.value.map(AddressFile.init)
      defer { file?.remove() }
      let server = try ConnectorHostServer(settings: settings.host, logger: logger) { host, port in
        let address = host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
        try file?.write(address)
        print(address)
        fflush(nil)
      }
      var group = ServiceGroupConfiguration(
        services: [.init(service: server), .init(service: CertificateRenewal(server: server))],
        gracefulShutdownSignals: [.sigterm, .sigint], logger: settings.quiet(logger))
      group.maximumCancellationDuration = .seconds(5)
      try await ServiceGroup(configuration: group).run()
      logger.info("stopped")
    } catch {
      logger.critical("the connector host cannot go on", metadata: ["error": "\(error)"])
      throw ExitCode.failure
    }
  }
}
