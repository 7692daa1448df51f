import NIOCore
import NIOHTTP1
import NIOPosix

/// Listens, and gives each connection its handlers. Everything runs on one event loop.
struct SandboxServer {
  let loop: any EventLoop
  let respond: ServerConnection.Responder

  /// Begins to listen; port 0 picks a free one. Must be called on the loop.
  func listen(host: String, port: Int) -> EventLoopFuture<any Channel> {
    let respond = NIOLoopBound(self.respond, eventLoop: loop)
    let open = NIOLoopBoundBox(0, eventLoop: loop)
    return ServerBootstrap(group: loop)
      .serverChannelOption(.backlog, value: 1024)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .childChannelOption(.socketOption(.tcp_nodelay), value: 1)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          guard open.value < Limits.connections else { throw ChannelError.ioOnClosedChannel }
          open.value += 1
          channel.closeFuture.whenComplete { _ in open.value -= 1 }
          let pipeline = channel.pipeline.syncOperations
          try pipeline.configureHTTPServerPipeline(withPipeliningAssistance: true, withErrorHandling: true)
          try pipeline.addHandler(IdleStateHandler(allTimeout: Limits.idle))
          try pipeline.addHandler(ServerConnection(respond: respond.value))
        }
      }
      .bind(host: host, port: port)
  }
}
