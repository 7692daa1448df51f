import NIOCore
import NIOHTTP1

/// Gathers one request at a time, has it answered, and carries the reply out.
///
/// Confined to its channel's event loop. The handler before it holds back a second request until the first is answered.
final class ServerConnection: ChannelInboundHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias OutboundOut = HTTPServerResponsePart
  typealias Responder = (Request, @escaping (Reply) -> Void) -> Void

  private let respond: Responder
  private var context: ChannelHandlerContext?
  private var head: HTTPRequestHead?
  private var body: [UInt8] = []
  private var timer: Scheduled<Void>?

  init(respond: @escaping Responder) {
    self.respond = respond
  }

  func handlerAdded(context: ChannelHandlerContext) {
    self.context = context
  }

  func handlerRemoved(context: ChannelHandlerContext) {
    self.context = nil
    timer?.cancel()
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .head(let head):
      self.head = head
      body.removeAll(keepingCapacity: true)
      if head.headers.first(name: "expect") != nil {
        context.writeAndFlush(wrapOutboundOut(.head(.init(version: .http1_1, status: .continue))), promise: nil)
      }
    case .body(let buffer):
      guard head != nil else { return }
      if body.count + buffer.readableBytes > Limits.body {
        head = nil
        write(.text("the body is larger than \(Limits.body) bytes\n", status: 413), keepAlive: false)
      } else {
        body.append(contentsOf: buffer.readableBytesView)
      }
    case .end:
      guard let head else { return }
      self.head = nil
      let request = Request(method: head.method, uri: head.uri, headers: head.headers, body: body)
      respond(request) { [self] reply in perform(reply, keepAlive: head.isKeepAlive) }
    }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    context.close(promise: nil)
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    if event is IdleStateHandler.IdleStateEvent {
      context.close(promise: nil)
    } else {
      context.fireUserInboundEventTriggered(event)
    }
  }

  // MARK: Replies

  private func perform(_ reply: Reply, keepAlive: Bool) {
    switch reply {
    case .answer(let answer): write(answer, keepAlive: keepAlive)
    case .late(let answer, let delay):
      after(.milliseconds(delay)) { $0.write(answer, keepAlive: keepAlive) }
    case .hang: after(Limits.hang) { $0.context?.close(promise: nil) }
    case .close: context?.close(promise: nil)
    case .trickle(let answer):
      begin(answer, length: answer.body.count)
      trickle(answer.body[...])
    case .endless:
      begin(Answer(status: 200), length: nil)
      flood(until: .now() + Limits.hang)
    case .garbage:
      guard let context else { return }
      let noise = ByteBuffer(string: "\u{0}\u{1}SANDBOX this is not HTTP\r\n\r\n")
      // Written from the head of the pipeline, so that the HTTP encoder does not see it.
      context.channel.pipeline.syncOperations.writeRaw(noise, context)
    }
  }

  private func write(_ answer: Answer, keepAlive: Bool) {
    guard let context else { return }
    begin(answer, length: answer.body.count, keepAlive: keepAlive)
    if !answer.body.isEmpty {
      context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: answer.body)))), promise: nil)
    }
    end(keepAlive: keepAlive)
  }

  private func begin(_ answer: Answer, length: Int?, keepAlive: Bool = true) {
    guard let context else { return }
    var head = HTTPResponseHead(version: .http1_1, status: .init(statusCode: answer.status))
    for (name, value) in answer.headers { head.headers.add(name: name, value: value) }
    if let length, answer.status != 204 { head.headers.add(name: "Content-Length", value: String(length)) }
    if !keepAlive { head.headers.add(name: "Connection", value: "close") }
    context.write(wrapOutboundOut(.head(head)), promise: nil)
  }

  private func end(keepAlive: Bool) {
    guard let context else { return }
    context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    if !keepAlive { context.close(mode: .output, promise: nil) }
  }

  private func trickle(_ rest: ArraySlice<UInt8>) {
    guard let context else { return }
    guard let byte = rest.first else { return end(keepAlive: false) }
    context.writeAndFlush(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: [byte])))), promise: nil)
    after(.seconds(1)) { $0.trickle(rest.dropFirst()) }
  }

  /// A body without end, as fast as the peer takes it and no faster than 6 MB/s.
  private func flood(until deadline: NIODeadline) {
    guard let context else { return }
    guard .now() < deadline else { return context.close(promise: nil) }
    if context.channel.isWritable {
      let block = ByteBuffer(repeating: UInt8(ascii: "."), count: 64 << 10)
      context.writeAndFlush(wrapOutboundOut(.body(.byteBuffer(block))), promise: nil)
    }
    after(.milliseconds(10)) { $0.flood(until: deadline) }
  }

  private func after(_ delay: TimeAmount, _ action: @escaping (ServerConnection) -> Void) {
    guard let context else { return }
    timer = context.eventLoop.assumeIsolated().scheduleTask(in: delay) { [weak self] in
      if let self { action(self) }
    }
  }
}

extension ChannelPipeline.SynchronousOperations {
  /// Writes bytes past the HTTP encoder and closes the connection.
  fileprivate func writeRaw(_ bytes: ByteBuffer, _ context: ChannelHandlerContext) {
    guard let encoder = try? self.context(handlerType: HTTPResponseEncoder.self) else {
      return context.close(promise: nil)
    }
    encoder.writeAndFlush(NIOAny(bytes), promise: nil)
    context.close(promise: nil)
  }
}
