import Connectors
import Glibc
import NIOCore
import NIOPosix
import NIOSSL

/// What the link's process is in the middle of: dialling, waiting for the host's answer, or moving bytes.
///
/// Safe to share: it belongs to one event loop, and is handed to it before that runs.
final class GatewayEnd: @unchecked Sendable {
  private let board: LinkBoard
  private let host: RemoteHost
  private let plugin: String
  private let account: String
  private var socket: (any Channel)?
  private var link: (any Channel)?
  private var relay: Relay?
  /// The host has said that it runs the connector.
  private var isLinked = false
  /// The connector's end, or the link's, is on the board; the first counts.
  private var isOver = false
  /// When the last record came.
  private var heardAt = NIODeadline.now()

  init(board: LinkBoard, host: RemoteHost, plugin: String, account: String) {
    self.board = board
    self.host = host
    self.plugin = plugin
    self.account = account
  }

  func begin(on loop: any EventLoop, context: NIOSSLContext) {
    loop.scheduleTask(in: LinkProtocol.opening) { [self] in
      if !isLinked {
        fail(.unreachable, "it did not answer within \(LinkProtocol.opening.nanoseconds / 1_000_000_000) s")
      }
    }
    ClientBootstrap(group: loop)
      .channelOption(.autoRead, value: false)
      .channelOption(.writeBufferWaterMark, value: LinkProtocol.waterMark)
      .channelInitializer { [self] channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(
            SocketHandler(
              received: { [self] in relay?.fromSocket($0) }, writabilityChanged: { [self] in relay?.balance() },
              // Its gateway is gone, or has had enough of it.
              closed: { _exit(0) }))
          socket = channel
        }
      }
      .withConnectedSocket(LinkBoard.gatewaySocket)
      .whenFailure { _ in _exit(64) }
    // An address is not for the handshake to name; it is compared with the certificate all the same.
    let isAddress = (try? SocketAddress(ipAddress: host.name, port: host.port)) != nil
    let serverName = isAddress ? nil : host.name
    ClientBootstrap(group: loop)
      .connectTimeout(.seconds(5))
      .channelOption(.tcpOption(.tcp_nodelay), value: 1)
      .channelOption(.socketOption(.so_keepalive), value: 1)
      .channelOption(.writeBufferWaterMark, value: LinkProtocol.waterMark)
      .channelInitializer { [self] channel in
        channel.eventLoop.makeCompletedFuture {
          let pipeline = channel.pipeline.syncOperations
          try pipeline.addHandler(NIOSSLClientHandler(context: context, serverHostname: serverName))
          try pipeline.addHandler(ByteToMessageHandler(LinkRecordDecoder()))
          try pipeline.addHandler(GatewayEndHandler(self))
        }
      }
      .connect(host: host.name, port: host.port)
      .whenFailure { [self] error in fail(.unreachable, TLSProblem.text(error)) }
  }

  // MARK: What happens on the connection

  func handshakeCompleted(_ channel: any Channel, speaks name: String?) {
    guard name == LinkProtocol.name else { return fail(.unreachable, "it is no connector host") }
    link = channel
    write(.open(plugin: plugin, account: account))
  }

  func take(_ record: LinkRecord) {
    guard !isOver else { return }
    heardAt = .now()
    switch record {
    case .accepted(let library) where !isLinked: linked(library)
    case .refused(let reason) where !isLinked: fail(.refused, reason)
    case .data(let bytes) where isLinked: relay?.fromLink(bytes)
    case .call(let report) where isLinked: board.runs(report)
    case .leaving where isLinked: board.leaving()
    case .ended(let ending, let report) where isLinked: ended(ending, report)
    case .alive: break
    default: failed(LinkFault("a record at the wrong time"))
    }
  }

  /// - Parameter error: nil for an end without any.
  func failed(_ error: (any Error)?) {
    let reason = error.map(TLSProblem.text) ?? "the connection was closed"
    fail(isLinked ? .lost : .unreachable, reason)
  }

  func writabilityChanged() {
    relay?.balance()
  }

  private func linked(_ library: [UInt8]) {
    guard let socket, let link else { return }
    do throws(LinkFault) {
      relay = try Relay(socket: socket, link: link)
    } catch {
      return failed(error)
    }
    isLinked = true
    board.linked(library: library)
    relay?.balance()
    link.eventLoop.scheduleRepeatedTask(initialDelay: LinkProtocol.beat, delay: LinkProtocol.beat) { [self] _ in
      beat()
    }
  }

  private func beat() {
    guard let link, let relay else { return }
    // A buffer that is full is a sign of life of its own, or of the opposite.
    if link.isWritable { write(.alive) }
    // While the gateway does not take what comes, nothing can be heard.
    if relay.isLinkResting { heardAt = .now() }
    guard NIODeadline.now() - heardAt > LinkProtocol.gatewaySilence else { return }
    fail(.lost, "it has not been heard of for \(LinkProtocol.gatewaySilence.nanoseconds / 1_000_000_000) s")
  }

  private func write(_ record: LinkRecord) {
    guard let link else { return }
    var buffer = link.allocator.buffer(capacity: 64)
    record.write(into: &buffer)
    link.writeAndFlush(buffer, promise: nil)
  }

  // MARK: The end

  /// The gateway still gets all that the connector had said.
  private func ended(_ ending: ServedChild.Ending, _ report: CallReport) {
    isOver = true
    board.ended(report)
    guard let socket else { _exit(64) }
    socket.writeAndFlush(ByteBuffer()).whenComplete { _ in
      switch ending {
      case .exited(let code):
        _exit(code)
      case .killed(let number):
        signal(number, SIG_DFL)
        kill(getpid(), number)
        // One that kills nobody.
        pause()
        _exit(128 &+ number)
      }
    }
  }

  private func fail(_ state: LinkState, _ reason: String) {
    guard !isOver else { return }
    isOver = true
    board.failed(state, "\(host.address): \(reason)")
    guard isLinked, let socket else { _exit(1) }
    // What had come before the connection was lost has come.
    socket.writeAndFlush(ByteBuffer()).whenComplete { _ in _exit(1) }
  }
}
