import Connectors
import NIOCore
import NIOHTTP1

/// Gathers one request at a time and has it answered.
///
/// Confined to its channel's event loop. The handler before it holds back a second request until the first is answered.
final class CallbackConnection: ChannelInboundHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias OutboundOut = HTTPServerResponsePart

  /// By which platforms call: handshakes, callbacks, and Matrix, which puts its transactions.
  private static let methods: [HTTPMethod] = [.GET, .POST, .PUT]
  /// What the connection itself decides, whatever a connector says.
  private static let ownHeaders: Set<String> = ["connection", "content-length", "transfer-encoding", "date"]

  private let limits: CallbackListener.Limits
  private let respond: @Sendable (CallbackRequest) async -> WebhookOutcome.Response
  private var head: HTTPRequestHead?
  private var body: [UInt8] = []
  private var timer: Scheduled<Void>?

  init(
    limits: CallbackListener.Limits, respond: @escaping @Sendable (CallbackRequest) async -> WebhookOutcome.Response
  ) {
    self.limits = limits
    self.respond = respond
  }

  func channelActive(context: ChannelHandlerContext) {
    close(after: limits.idle, context)
    context.fireChannelActive()
  }

  func handlerRemoved(context: ChannelHandlerContext) { timer?.cancel() }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .head(let head): begin(head, context)
    case .body(let buffer):
      guard head != nil else { return }
      guard body.count + buffer.readableBytes <= limits.body else {
        return refuse(413, "the body is larger than \(limits.body) bytes", context)
      }
      body.append(contentsOf: buffer.readableBytesView)
    case .end:
      guard let head else { return }
      self.head = nil
      timer?.cancel()
      answer(head, context)
    }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

  // MARK: Steps

  private func begin(_ head: HTTPRequestHead, _ context: ChannelHandlerContext) {
    close(after: limits.arrival, context)
    body.removeAll(keepingCapacity: true)
    guard Self.methods.contains(head.method) else {
      return refuse(405, "callbacks come with GET, POST or PUT", context, [("Allow", "GET, POST, PUT")])
    }
    let length = head.headers.first(name: "content-length").flatMap { Int($0) } ?? 0
    guard length <= limits.body else {
      return refuse(413, "the body is larger than \(limits.body) bytes", context)
    }
    self.head = head
    if head.headers.first(name: "expect")?.lowercased() == "100-continue" {
      context.writeAndFlush(wrapOutboundOut(.head(.init(version: .http1_1, status: .continue))), promise: nil)
    }
  }

  private func answer(_ head: HTTPRequestHead, _ context: ChannelHandlerContext) {
    let request = CallbackRequest(
      method: head.method.rawValue, target: head.uri,
      headers: head.headers.map { (name: $0.name.lowercased(), value: $0.value) }, body: body,
      remoteAddress: context.remoteAddress?.ipAddress ?? "")
    let promise = context.eventLoop.makePromise(of: WebhookOutcome.Response.self)
    promise.completeWithTask { [respond] in await respond(request) }
    promise.futureResult.assumeIsolated().whenSuccess { [self] response in
      write(response.status, response.headers.map { ($0.name, $0.value) }, response.body, head.isKeepAlive, context)
    }
  }

  /// Answers by itself; what else comes on the connection is not read.
  private func refuse(
    _ status: Int, _ reason: String, _ context: ChannelHandlerContext, _ headers: [(String, String)] = []
  ) {
    head = nil
    write(status, headers + [("Content-Type", "text/plain")], Array("\(reason)\n".utf8), false, context)
  }

  private func write(
    _ status: Int, _ headers: [(String, String)], _ body: [UInt8], _ keepsAlive: Bool, _ context: ChannelHandlerContext
  ) {
    guard context.channel.isActive else { return }
    // These statuses have no body (RFC 9110, sections 15.3.5 and 15.4.5).
    let hasBody = status != 204 && status != 304
    var head = HTTPResponseHead(version: .http1_1, status: .init(statusCode: status))
    for (name, value) in headers where !Self.ownHeaders.contains(name.lowercased()) {
      head.headers.add(name: name, value: value)
    }
    if hasBody { head.headers.add(name: "Content-Length", value: String(body.count)) }
    if !keepsAlive { head.headers.add(name: "Connection", value: "close") }
    context.write(wrapOutboundOut(.head(head)), promise: nil)
    if hasBody, !body.isEmpty {
      context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: body)))), promise: nil)
    }
    context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    if keepsAlive { close(after: limits.idle, context) } else { context.close(mode: .output, promise: nil) }
  }

  private func close(after time: TimeAmount, _ context: ChannelHandlerContext) {
    timer?.cancel()
    timer = context.eventLoop.assumeIsolated().scheduleTask(in: time) { context.close(promise: nil) }
  }
}
