import Glibc
public import Logging
import NIOCore
import NIOPosix
import NIOSSL
public import ServiceLifecycle

/// Runs connectors for gateways on other hosts: each connection gets a process of its own, confined as at a gateway.
///
/// A gateway decides everything, as with a process of its own: this only starts, ends, and moves bytes.
public struct ConnectorHostServer: Service {
  private let desk: HostDesk
  private let listening: @Sendable (_ host: String, _ port: Int) throws -> Void

  /// - Parameter listening: Told where, when connections are taken.
  /// - Throws: Which certificate or key cannot be used, and why.
  public init(
    settings: ConnectorHostSettings, logger: Logger,
    listening: @escaping @Sendable (_ host: String, _ port: Int) throws -> Void
  ) throws {
    desk = try HostDesk(settings: settings, logger: logger)
    self.listening = listening
  }

  /// Takes connections until the graceful shutdown; then none that are new, lets connectors finish, and ends the rest.
  public func run() async throws {
    let group = MultiThreadedEventLoopGroup(numberOfThreads: 2)
    let desk = desk
    let server = try await ServerBootstrap(group: group)
      .serverChannelOption(.backlog, value: 256)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
      .childChannelOption(.socketOption(.so_keepalive), value: 1)
      .childChannelOption(.writeBufferWaterMark, value: LinkProtocol.waterMark)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture { try Self.prepare(channel, desk) }
      }
      .bind(host: desk.settings.address, port: desk.settings.port).get()
    let port = server.localAddress?.port ?? desk.settings.port
    try listening(desk.settings.address, port)
    desk.logger.info("listening", metadata: ["address": "\(desk.settings.address)", "port": "\(port)"])
    try? await gracefulShutdown()
    desk.close()
    try? await server.close().get()
    await drain()
    try await group.shutdownGracefully()
  }

  /// Reads the certificates again, for the connections to come; what is wrong is logged, and changes nothing.
  public func renewCertificates() { desk.renewCertificates() }

  private static func prepare(_ channel: any Channel, _ desk: HostDesk) throws {
    let session = HostSession(desk: desk, channel: channel)
    guard session.begin() else { throw LinkFault("no place") }
    let pipeline = channel.pipeline.syncOperations
    try pipeline.addHandler(NIOSSLServerHandler(context: desk.context))
    try pipeline.addHandler(ByteToMessageHandler(LinkRecordDecoder()))
    try pipeline.addHandler(HostSessionHandler(session))
  }

  private func drain() async {
    let clock = ContinuousClock()
    let end = clock.now + desk.settings.grace
    for session in desk.sessions { session.leave() }
    while !desk.sessions.isEmpty, clock.now < end { try? await clock.sleep(for: .milliseconds(50)) }
    for session in desk.sessions { session.abandon() }
    // What was abandoned is ended within a second.
    let limit = clock.now + .seconds(3)
    while !desk.sessions.isEmpty, clock.now < limit { try? await clock.sleep(for: .milliseconds(50)) }
  }
}
