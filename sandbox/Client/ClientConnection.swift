import NIOCore
import NIOHTTP1

/// One connection to a server: one request at a time, kept open in between. Confined to its event loop.
final class ClientConnection: ChannelInboundHandler {
  typealias InboundIn = HTTPClientResponsePart
  typealias OutboundOut = HTTPClientRequestPart
  typealias Completion = (Result<ClientResponse, ClientFailure>) -> Void

  /// Bytes of an answer's body that are kept; the rest is read and dropped.
  private let bodyLimit: Int
  private var context: ChannelHandlerContext?
  private var completion: Completion?
  private var response: ClientResponse?
  private var deadline: Scheduled<Void>?
  /// Called when it is free for another request.
  var onIdle: () -> Void = {}
  /// Called once, when it is gone.
  var onClose: () -> Void = {}

  init(bodyLimit: Int) {
    self.bodyLimit = bodyLimit
  }

  func handlerAdded(context: ChannelHandlerContext) {
    self.context = context
  }

  func handlerRemoved(context: ChannelHandlerContext) {
    self.context = nil
  }

  func send(
    _ head: HTTPRequestHead, body: [UInt8], timeout: TimeAmount, completion: @escaping Completion
  ) {
    guard let context, context.channel.isActive else { return completion(.failure(ClientFailure(code: .closed))) }
    self.completion = completion
    deadline = context.eventLoop.assumeIsolated().scheduleTask(in: timeout) { [weak self] in self?.timedOut() }
    context.write(wrapOutboundOut(.head(head)), promise: nil)
    if !body.isEmpty { context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: body)))), promise: nil) }
    context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
  }

  func close() {
    context?.close(promise: nil)
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .head(let head):
      // An informational answer is not the answer.
      guard head.status.code >= 200 else { return }
      response = ClientResponse(status: Int(head.status.code), headers: head.headers)
    case .body(let buffer):
      let room = bodyLimit - (response?.body.count ?? 0)
      if room > 0 { response?.body.append(contentsOf: buffer.readableBytesView.prefix(room)) }
    case .end:
      guard let response else { return }
      self.response = nil
      let isKept = response.headers[canonicalForm: "connection"].allSatisfy { $0.lowercased() != "close" }
      finish(.success(response))
      if isKept { onIdle() } else { context.close(promise: nil) }
    }
  }

  func channelInactive(context: ChannelHandlerContext) {
    finish(.failure(ClientFailure(code: .closed)))
    onClose()
    onIdle = {}
    onClose = {}
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    context.close(promise: nil)
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    // Only while nothing is under way: a request has its own deadline.
    if event is IdleStateHandler.IdleStateEvent, completion == nil { context.close(promise: nil) }
  }

  private func timedOut() {
    finish(.failure(ClientFailure(code: .timeout)))
    context?.close(promise: nil)
  }

  private func finish(_ result: Result<ClientResponse, ClientFailure>) {
    deadline?.cancel()
    deadline = nil
    guard let completion else { return }
    self.completion = nil
    completion(result)
  }
}
