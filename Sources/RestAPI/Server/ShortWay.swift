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

  /// Answers a complete request; `completion` is called once, from any thread.
  func respond(
    to head: HTTPRequestHead,
    body: ByteBuffer,
    ticket: Ticket,
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
      messages.send(message) { [exchange, statistics] result in
        completion(exchange.finish(result, statistics: statistics))
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
