import NIOCore

/// The local socket's end of a relay.
final class SocketHandler: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer

  private let received: (ByteBuffer) -> Void
  private let writabilityChanged: () -> Void
  private let closed: () -> Void

  init(
    received: @escaping (ByteBuffer) -> Void, writabilityChanged: @escaping () -> Void,
    closed: @escaping () -> Void
  ) {
    self.received = received
    self.writabilityChanged = writabilityChanged
    self.closed = closed
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    received(unwrapInboundIn(data))
  }

  func channelWritabilityChanged(context: ChannelHandlerContext) {
    writabilityChanged()
    context.fireChannelWritabilityChanged()
  }

  func channelInactive(context: ChannelHandlerContext) {
    closed()
    context.fireChannelInactive()
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    context.close(promise: nil)
  }
}
