import Connectors
import NIOCore
import NIOHTTP1
import NIOPosix

/// A small server for one connector's callbacks, where there is no gateway.
struct CallbackListener: Sendable {
  /// What it puts up with.
  struct Limits: Sendable {
    /// The largest body in bytes; a larger one is answered 413.
    var body = 4 << 20
    /// How long a request may take to arrive; then the connection is closed.
    var arrival = TimeAmount.seconds(30)
    /// How long a connection may stay open between requests.
    var idle = TimeAmount.seconds(60)
    var connections = 256
    /// The largest header field in bytes, and the most of them.
    var headerSize = 16 << 10
    var headerCount = 100
  }

  var address: ListenAddress
  var limits = Limits()
  /// Answers a request; called on no event loop.
  var respond: @Sendable (CallbackRequest) async -> WebhookOutcome.Response

  /// Listens while `body` runs, which gets the address with the port that was found.
  ///
  /// - Throws: `StartError` where nothing can listen there, and what `body` throws.
  func run<Value>(_ body: (ListenAddress) async throws -> Value) async throws -> Value {
    let loop = MultiThreadedEventLoopGroup.singleton.next()
    let server: any Channel
    do {
      server = try await bootstrap(loop).bind(host: address.host, port: address.port).get()
    } catch {
      throw StartError("nothing can listen on \(address.url): \(error)")
    }
    var found = address
    found.port = server.localAddress?.port ?? address.port
    do {
      let value = try await body(found)
      try? await server.close()
      return value
    } catch {
      try? await server.close()
      throw error
    }
  }

  private func bootstrap(_ loop: any EventLoop) -> ServerBootstrap {
    let open = NIOLoopBoundBox.makeEmptyBox(valueType: Int.self, eventLoop: loop)
    return ServerBootstrap(group: loop)
      .serverChannelOption(.backlog, value: 128)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .childChannelOption(.socketOption(.tcp_nodelay), value: 1)
      .childChannelInitializer { [limits, respond] channel in
        channel.eventLoop.makeCompletedFuture {
          let count = open.value ?? 0
          guard count < limits.connections else { throw ChannelError.ioOnClosedChannel }
          open.value = count + 1
          channel.closeFuture.whenComplete { _ in open.value = (open.value ?? 1) - 1 }
          var decoding = NIOHTTPDecoderLimitConfiguration()
          decoding.maxHeaderFieldSize = limits.headerSize
          decoding.maxHeaderListSize = limits.headerSize * 2
          decoding.maxHeaderFieldCount = limits.headerCount
          let pipeline = channel.pipeline.syncOperations
          try pipeline.configureHTTPServerPipeline(
            withPipeliningAssistance: true, withErrorHandling: true, withOutboundHeaderValidation: true,
            withEncoderConfiguration: .init(), withDecoderLimitConfiguration: decoding)
          try pipeline.addHandler(CallbackConnection(limits: limits, respond: respond))
        }
      }
  }
}
