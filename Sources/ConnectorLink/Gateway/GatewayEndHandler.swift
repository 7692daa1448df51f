import NIOCore
import NIOSSL
import NIOTLS

/// Tells the gateway's end of a link what happens on its connection.
final class GatewayEndHandler: ChannelInboundHandler {
  typealias InboundIn = LinkRecord

  private let end: GatewayEnd

  init(_ end: GatewayEnd) {
    self.end = end
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    if case .handshakeCompleted(let name)? = event as? TLSUserEvent {
      end.handshakeCompleted(context.channel, speaks: name)
    }
    context.fireUserInboundEventTriggered(event)
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    end.take(unwrapInboundIn(data))
  }

  func channelWritabilityChanged(context: ChannelHandlerContext) {
    end.writabilityChanged()
  }

  func channelInactive(context: ChannelHandlerContext) {
    end.failed(nil)
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    end.failed(error)
  }
}
