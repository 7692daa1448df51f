import Model

/// One request from its head to its answer: what both ways through the edge do the same way.
struct Exchange: Sendable {
  let requestID: String
  private let startedAt: Int64
  private let edge: Edge
  private var rate: RateLimitStatus?

  init(_ edge: Edge, requestID: String?, startedAt: Int64) {
    self.edge = edge
    self.startedAt = startedAt
    self.requestID = edge.requestIDs.id(suggested: requestID)
  }

  /// Lets a known caller in: under the rate limit, with the route's scope, with a body that the route can read.
  mutating func admit(_ caller: Caller, to route: Route, contentType: String?) throws(Refusal) {
    rate = caller.session.take(now: edge.time.uptime())
    if let rate, !rate.isAllowed {
      throw Refusal(
        GatewayError(.rateLimited, "The client sends more requests than it may.", retryAfter: rate.retryAfter)
      )
    }
    if case .scope(let scope) = route.access { try caller.require(scope) }
    try route.body.check(contentType: contentType)
  }

  /// The answer with everything that every answer carries. Counts it; to be called once.
  func finish(_ result: Result<Answer, Refusal>, statistics: RouteStatistics) -> Answer {
    var answer =
      switch result {
      case .success(let answer): answer
      case .failure(let refusal): Answer(refusal, requestID: requestID)
      }
    answer.headers.append(("X-Request-Id", requestID))
    if let rate {
      answer.headers.append(("RateLimit-Limit", String(rate.limit)))
      answer.headers.append(("RateLimit-Remaining", String(rate.remaining)))
      answer.headers.append(("RateLimit-Reset", String(rate.reset)))
    }
    answer.headers.append(("Date", edge.date.text(at: edge.time.wall())))
    statistics.record(status: answer.status, nanoseconds: edge.time.uptime() - startedAt)
    return answer
  }
}
