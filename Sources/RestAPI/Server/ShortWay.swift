import Model
import NIOCore
import NIOHTTP1

/// POST /v1/messages and platforms' callbacks without a detour: from the connection's event loop to the gateway and
/// back; sends of callers that are known already, callbacks that are not large. Everything else, and whatever is unusual,
/// goes the ordinary way.
struct ShortWay: Sendable {
  struct Ticket: Sendable {
    enum Purpose: Sendable {
      case send(Caller)
      case callback(IngressTarget)
    }

    var purpose: Purpose
    var startedAt: Int64
  }

  let edge: Edge
  private let messages: MessageEndpoints
  private let route: Route
  private let statistics: RouteStatistics
  private let callbackStatistics: (get: RouteStatistics, post: RouteStatistics, put: RouteStatistics)
  private let unmatched: RouteStatistics

  init(edge: Edge, routes: RouteTable) {
    guard let match = routes.match(.post, exactly: MessageEndpoints.sendPath),
      let get = routes.match(.get, exactly: IngressTarget.pattern),
      let post = routes.match(.post, exactly: IngressTarget.pattern),
      let put = routes.match(.put, exactly: IngressTarget.pattern)
    else {
      preconditionFailure("the routes of sends and callbacks are in the table")
    }
    callbackStatistics = (get: get.statistics, post: post.statistics, put: put.statistics)
    self.edge = edge
    messages = MessageEndpoints(gateway: edge.gateway, time: edge.time)
    route = match.route
    statistics = match.statistics
    unmatched = routes.unmatched
  }

  /// The largest body that is welcome at a request's address.
  func bodyLimit(for head: HTTPRequestHead) -> Int {
    head.uri.hasPrefix(IngressTarget.prefix) ? edge.configuration.ingressBodyLimit : edge.configuration.bodyLimit
  }

  /// Whether a request can go the short way.
  func take(_ head: HTTPRequestHead) -> Ticket? {
    if head.method == .POST || head.method == .GET || head.method == .PUT, let target = IngressTarget(head.uri),
      !head.headers.contains(name: "expect")
    {
      return Ticket(purpose: .callback(target), startedAt: edge.time.uptime())
    }
    guard head.method == .POST, head.uri == MessageEndpoints.sendPath,
      let authorization = head.headers.first(name: "authorization"), !head.headers.contains(name: "expect"),
      let caller = edge.authenticator.recognise(authorization)
    else { return nil }
    return Ticket(purpose: .send(caller), startedAt: edge.time.uptime())
  }

  /// Answers a complete request; `completion` is called once, on the event loop. What there is to do after the
  /// gateway's answer is done there as well: the gateway's own thread has other messages to see to.
  func respond(
    to head: HTTPRequestHead,
    body: ByteBuffer,
    ticket: Ticket,
    from peer: @autoclosure () -> SocketAddress?,
    on loop: any EventLoop,
    completion: @escaping @Sendable (Answer) -> Void
  ) {
    let exchange = Exchange(
      edge,
      requestID: head.headers.first(name: "x-request-id"),
      startedAt: ticket.startedAt
    )
    switch ticket.purpose {
    case .send(let caller): send(head, body, caller, exchange, on: loop, completion)
    case .callback(let target):
      let callback = IngressEndpoint.callback(head, target, body: body, remoteAddress: peer()?.ipAddress ?? "")
      let statistics =
        switch head.method {
        case .GET: callbackStatistics.get
        case .PUT: callbackStatistics.put
        default: callbackStatistics.post
        }
      edge.gateway.callback(callback, account: target.account) { result in
        loop.run { completion(exchange.finish(IngressEndpoint.answer(to: result), statistics: statistics)) }
      }
    }
  }

  private func send(
    _ head: HTTPRequestHead, _ body: ByteBuffer, _ caller: Caller, _ exchange: Exchange, on loop: any EventLoop,
    _ completion: @escaping @Sendable (Answer) -> Void
  ) {
    var exchange = exchange
    do throws(Refusal) {
      try exchange.admit(caller, to: route, contentType: head.headers.first(name: "content-type"))
      let message = try messages.decode(body, clientID: caller.session.clientID)
      edge.gateway.send(message) { [exchange, statistics] result in
        loop.run {
          let answer = MessageEndpoints.answer(to: message.messageID, result)
          completion(exchange.finish(answer, statistics: statistics))
        }
      }
    } catch {
      completion(exchange.finish(.failure(error), statistics: statistics))
    }
  }

  /// What to say to bytes that are no request.
  func refusal(of error: any Error) -> Answer {
    let exchange = Exchange(edge, requestID: nil, startedAt: edge.time.uptime())
    return exchange.finish(.failure(.malformed), statistics: unmatched)
  }
}

extension EventLoop {
  /// Runs a task on the loop: at once where that is the present thread.
  fileprivate func run(_ task: @escaping @Sendable () -> Void) {
    if inEventLoop { task() } else { execute(task) }
  }
}
