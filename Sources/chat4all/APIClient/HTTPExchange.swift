import NIOCore
import NIOHTTP1
import NIOPosix

/// One HTTP/1.1 request over a connection of its own, for the commands that talk to a running gateway.
struct HTTPExchange {
  struct Response {
    var status: Int
    var body: [UInt8]
  }

  /// The largest answer that is read.
  static let bodyLimit = 16 << 20
  static let timeout = TimeAmount.seconds(30)

  var host: String
  var port: Int

  /// Sends one request and reads its answer; throws where the gateway cannot be reached or does not answer in time.
  func run(
    _ method: HTTPMethod, _ path: String, headers: [(String, String)], body: [UInt8]?
  ) async throws -> Response {
    let group = MultiThreadedEventLoopGroup.singleton
    let result = group.any().makePromise(of: Response.self)
    let channel = try await ClientBootstrap(group: group)
      .connectTimeout(.seconds(5))
      .channelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHTTPClientHandlers()
          try channel.pipeline.syncOperations.addHandler(ResponseCollector(result: result))
        }
      }
      .connect(host: host, port: port).get()
    let deadline = channel.eventLoop.scheduleTask(in: Self.timeout) { channel.close(promise: nil) }
    defer { deadline.cancel() }
    var head = HTTPRequestHead(version: .http1_1, method: method, uri: path)
    head.headers.add(name: "host", value: "\(host):\(port)")
    head.headers.add(name: "connection", value: "close")
    for (name, value) in headers { head.headers.add(name: name, value: value) }
    if let body { head.headers.add(name: "content-length", value: "\(body.count)") }
    channel.write(HTTPClientRequestPart.head(head), promise: nil)
    if let body { channel.write(HTTPClientRequestPart.body(.byteBuffer(ByteBuffer(bytes: body))), promise: nil) }
    try await channel.writeAndFlush(HTTPClientRequestPart.end(nil)).get()
    return try await result.futureResult.get()
  }
}

/// Gathers an answer; fulfils its promise exactly once.
private final class ResponseCollector: ChannelInboundHandler {
  typealias InboundIn = HTTPClientResponsePart

  private let result: EventLoopPromise<HTTPExchange.Response>
  private var response = HTTPExchange.Response(status: 0, body: [])
  private var isDone = false

  init(result: EventLoopPromise<HTTPExchange.Response>) {
    self.result = result
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .head(let head): response.status = Int(head.status.code)
    case .body(let buffer):
      response.body += buffer.readableBytesView
      if response.body.count > HTTPExchange.bodyLimit { finish(.failure(StartError("the answer is too large"))) }
    case .end: finish(.success(response))
    }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    finish(.failure(error))
    context.close(promise: nil)
  }

  func channelInactive(context: ChannelHandlerContext) {
    finish(.failure(StartError("the gateway closed the connection before it answered")))
  }

  private func finish(_ outcome: Result<HTTPExchange.Response, any Error>) {
    guard !isDone else { return }
    isDone = true
    result.completeWith(outcome)
  }
}
