import NIOCore
import NIOHTTP1
import NIOPosix

/// Sends the platforms' callbacks over connections that are kept open. Confined to its event loop.
///
/// It does not queue: how many requests are under way is its caller's to limit.
final class CallbackClient {
  private struct Place: Hashable {
    var host: String
    var port: Int
  }

  /// A connection that was not used for so long is closed.
  private static let idle = TimeAmount.seconds(60)
  private static let connectTimeout = TimeAmount.seconds(5)

  private let loop: any EventLoop
  private let bodyLimit: Int
  private var idle: [Place: [ClientConnection]] = [:]
  private var open: [ObjectIdentifier: ClientConnection] = [:]
  private var isStopped = false

  /// - Parameter bodyLimit: bytes of an answer's body that are kept.
  init(loop: any EventLoop, bodyLimit: Int = 64 << 10) {
    self.loop = loop
    self.bodyLimit = bodyLimit
  }

  /// Calls `completion` exactly once, on the loop.
  func send(
    _ method: HTTPMethod, _ target: HTTPTarget, headers: [(name: String, value: String)], body: [UInt8],
    timeout: TimeAmount, completion: @escaping ClientConnection.Completion
  ) {
    guard !isStopped else { return completion(.failure(ClientFailure(code: .stopped))) }
    var head = HTTPRequestHead(version: .http1_1, method: method, uri: target.uri)
    head.headers.add(name: "Host", value: target.authority)
    for (name, value) in headers { head.headers.add(name: name, value: value) }
    if method != .GET { head.headers.add(name: "Content-Length", value: String(body.count)) }
    let place = Place(host: target.host, port: target.port)
    if let connection = idle[place]?.popLast() {
      connection.send(head, body: body, timeout: timeout, completion: completion)
      return
    }
    connect(place) { result in
      switch result {
      case .success(let connection): connection.send(head, body: body, timeout: timeout, completion: completion)
      case .failure(let failure): completion(.failure(failure))
      }
    }
  }

  func stop() {
    isStopped = true
    for connection in open.values { connection.close() }
  }

  private func connect(_ place: Place, completion: @escaping (Result<ClientConnection, ClientFailure>) -> Void) {
    let connection = ClientConnection(bodyLimit: bodyLimit)
    let handler = NIOLoopBound(connection, eventLoop: loop)
    let connecting = ClientBootstrap(group: loop)
      .connectTimeout(Self.connectTimeout)
      .channelOption(.socketOption(.tcp_nodelay), value: 1)
      .channelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          let pipeline = channel.pipeline.syncOperations
          try pipeline.addHTTPClientHandlers()
          try pipeline.addHandler(IdleStateHandler(allTimeout: Self.idle))
          try pipeline.addHandler(handler.value)
        }
      }
      .connect(host: place.host, port: place.port)
    connecting.hop(to: loop).assumeIsolated().whenComplete { [self] result in
      switch result {
      case .failure: completion(.failure(ClientFailure(code: .connect)))
      case .success:
        let id = ObjectIdentifier(connection)
        open[id] = connection
        connection.onIdle = { [weak self, unowned connection] in self?.idle[place, default: []].append(connection) }
        connection.onClose = { [weak self] in
          self?.open[id] = nil
          self?.idle[place]?.removeAll { ObjectIdentifier($0) == id }
        }
        completion(.success(connection))
      }
    }
  }
}
