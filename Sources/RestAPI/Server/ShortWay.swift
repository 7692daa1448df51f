import Model
import NIOCore
import NIOHTTP1

/// POST /v1/messages without a detour: from the connection's event loop to the gateway and back, for callers that
/// are known already. Everything else, and whatever is unusual, goes the ordinary way.
struct ShortWay: Sendable {
  struct Ticket: Sendable {
    var caller: Caller
    var startedAt: Int64
  }

  let edge: Edge
  private let messages: MessageEndpoints
  private let route: Route
  private let statistics: RouteStatistics
  private let unmatched: RouteStatistics

  init(edge: Edge, routes: RouteTable) {
    guard let match = routes.match(.post, exactly: MessageEndpoints.sendPath) else {
      preconditionFailure("the route of sends is in the table")
    }
    self.edge = edge
    messages = MessageEndpoints(gateway: edge.gateway, time: edge.time)
    route = match.route
    statistics = match.statistics
    unmatched = routes.unmatched
  }

  var bodyLimit: Int { edge.configuration.bodyLimit }

  /// Whether a request can go the short way.
  func take(_ head: HTTPRequestHead) -> Ticket? {
    guard head.method == .POST, head.uri == MessageEndpoints.sendPath,
      let authorization = head.headers.first(name: "authorization"), !head.headers.contains(name: "expect"),
      let caller = edge.authenticator.recognise(authorization)
    else { return nil }
    return Ticket(caller: caller, startedAt: edge.time.uptime())
  }

  /// Answers a complete request; `completion` is called once, on the event loop. What there is to do after the
  /// gateway's answer is done there as well: the gateway's own thread has other messages to see to.
  func respond(
    to head: HTTPRequestHead,
    body: ByteBuffer,
    ticket: Ticket,
    on loop: any EventLoop,
    completion: @escaping @Sendable (Answer) -> Void
  ) {
    var exchange = Exchange(
      edge,
      requestID: head.headers.first(name: "x-request-id"),
      startedAt: ticket.startedAt
    )
    do throws(Refusal) {
      try exchange.admit(ticket.caller, to: route, contentType: head.headers.first(name: "content-type"))
      let message = try messages.decode(body, clientID: ticket.caller.session.clientID)
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
