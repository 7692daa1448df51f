import NIOCore
import NIOSSL
import NIOTLS

/// Tells a session of a connector host what happens on its connection.
final class HostSessionHandler: ChannelInboundHandler {
  typealias InboundIn = LinkRecord

  private let session: HostSession

  init(_ session: HostSession) {
    self.session = session
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    if case .handshakeCompleted(let name)? = event as? TLSUserEvent {
      let handler = try? context.pipeline.syncOperations.handler(type: NIOSSLHandler.self)
      session.handshakeCompleted(speaks: name, certificate: handler?.peerCertificate)
    }
    context.fireUserInboundEventTriggered(event)
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    session.take(unwrapInboundIn(data))
  }

  func channelWritabilityChanged(context: ChannelHandlerContext) {
    session.writabilityChanged()
  }

  func channelInactive(context: ChannelHandlerContext) {
    session.closed()
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    session.failed(error)
  }
}
