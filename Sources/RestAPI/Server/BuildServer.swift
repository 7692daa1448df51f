public import Gateway
import HummingbirdCore
public import Logging
import NIOCore
import NIOPosix
public import ServiceLifecycle
public import Telemetry

/// The REST edge as a service: listens until it is shut down, then finishes the requests that it has.
///
/// - Parameters:
///   - tokens: issues and verifies the access tokens.
///   - onListening: called once, when connections are accepted; with port 0 this is where the port is learnt.
public func buildServer(
  gateway: any GatewayAPI,
  tokens: TokenAuthority,
  configuration: RestConfiguration,
  metrics: GatewayMetrics,
  logger: Logger,
  onListening: @escaping @Sendable (ListeningAddress) async -> Void = { _ in }
) -> some Service {
  let edge = Edge(
    gateway: gateway,
    tokens: tokens,
    configuration: configuration,
    metrics: metrics,
    time: .system
  )
  return RestServer(edge: edge, logger: logger, onListening: onListening)
}

/// The server behind ``buildServer(gateway:tokens:configuration:metrics:logger:onListening:)``.
struct RestServer: Service {
  let edge: Edge
  let logger: Logger
  let onListening: @Sendable (ListeningAddress) async -> Void

  func run() async throws {
    let configuration = edge.configuration
    let routes = RouteTable(edge.routes(), metrics: edge.metrics)
    let responder = RestResponder(edge: edge, routes: routes, logger: logger)
    let channel = RestChannel(
      responder: { request, writer, channel in try await responder.respond(to: request, writer, on: channel) },
      shortWay: ShortWay(edge: edge, routes: routes)
    )
    // Hummingbird reports its own start at info; the address is logged by whoever starts this service.
    var quietLogger = logger
    quietLogger.logLevel = max(logger.logLevel, .notice)
    // Not shut down: connections that end late still need their loop, and the process ends soon after.
    let loops = MultiThreadedEventLoopGroup(numberOfThreads: configuration.eventLoops)
    let server = channel.server(
      configuration: ServerConfiguration(
        address: .hostname(configuration.host, port: configuration.port),
        backlog: 1024,
        availableConnectionsDelegate: MaximumAvailableConnections(configuration.maxConnections, logger: quietLogger)
      ),
      onServerRunning: { [onListening] channel in
        await onListening(
          ListeningAddress(
            host: channel.localAddress?.ipAddress ?? configuration.host,
            port: channel.localAddress?.port ?? configuration.port
          )
        )
      },
      eventLoopGroup: loops,
      logger: quietLogger
    )
    do {
      try await server.run()
    } catch let error as IOError {
      let address = ListeningAddress(host: configuration.host, port: configuration.port)
      throw ListeningError(address: address, cause: error)
    }
  }
}
