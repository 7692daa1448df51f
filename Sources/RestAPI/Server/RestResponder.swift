import HTTPTypes
import HummingbirdCore
import Logging
import Model
import NIOCore
import NIOHTTP1

/// The ordinary way: finds the route, authenticates, reads the body, calls the route, and writes its answer.
struct RestResponder: Sendable {
  let edge: Edge
  let routes: RouteTable
  let logger: Logger

  func respond(to request: Request, _ writer: consuming ResponseWriter, on channel: any Channel) async throws {
    var statistics = routes.unmatched
    var exchange = Exchange(
      edge,
      requestID: request.headers[.requestID],
      startedAt: edge.time.uptime()
    )
    let result: Result<Answer, Refusal>
    do {
      result = .success(try await answer(request, channel, &exchange, &statistics))
    } catch let refusal as Refusal {
      result = .failure(refusal)
    }
    let answer = exchange.finish(result, statistics: statistics)
    logger.debug(
      "request",
      metadata: [
        "request_id": "\(exchange.requestID)", "method": "\(request.method)", "status": "\(answer.status)",
      ]
    )
    let hasBody = request.method != .head && !answer.body.isEmpty
    try await writer.write(
      response: answer.response,
      body: hasBody ? ResponseBody(byteBuffer: ByteBuffer(bytes: answer.body)) : ResponseBody()
    )
  }

  private func answer(
    _ request: Request,
    _ channel: any Channel,
    _ exchange: inout Exchange,
    _ statistics: inout RouteStatistics
  ) async throws -> Answer {
    let target = request.head.path ?? "/"
    let path = target.prefix { $0 != "?" && $0 != "#" }
    let match = try routes.match(request.method, path)
    statistics = match.statistics
    let headers = RequestHeaders(request.headers)
    var call = Call(
      parameters: match.parameters,
      query: Self.query(of: target, after: path),
      headers: headers,
      body: ByteBuffer(),
      remoteAddress: channel.remoteAddress?.ipAddress ?? ""
    )
    switch match.route.access {
    case .open: try match.route.body.check(contentType: headers.contentType)
    case .scope:
      let caller = try await edge.authenticator.authenticate(headers.authorization)
      try exchange.admit(caller, to: match.route, contentType: headers.contentType)
      call.caller = caller
    }
    guard match.route.body == .raw else {
      if match.route.body != .none {
        call.body = try await body(of: request, headers, limit: edge.configuration.bodyLimit)
      }
      return try await match.route.respond(call)
    }
    call.raw = RawHead(request.head)
    // A large body takes a place until it is answered, so that many of them, however slow, do not fill the memory.
    let isLarge = headers.contentLength.flatMap { Int($0) }.map { $0 > edge.configuration.bodyLimit }
    guard isLarge ?? (request.method != .get) else {
      call.body = try await body(of: request, headers, limit: edge.configuration.ingressBodyLimit)
      return try await match.route.respond(call)
    }
    guard edge.largeBodies.enter() else {
      var refusal = Refusal(
        GatewayError(.overloaded, "Too many large requests are under way. Try again.", retryAfter: .seconds(2)))
      refusal.closesConnection = true
      throw refusal
    }
    defer { edge.largeBodies.leave() }
    call.body = try await body(of: request, headers, limit: edge.configuration.ingressBodyLimit)
    return try await match.route.respond(call)
  }

  private func body(of request: Request, _ headers: RequestHeaders, limit: Int) async throws -> ByteBuffer {
    if let length = headers.contentLength.flatMap({ Int($0) }), length > limit { throw Refusal.bodyTooLarge }
    do {
      return try await request.body.collect(upTo: limit)
    } catch is NIOTooManyBytesError {
      throw Refusal.bodyTooLarge
    } catch is RequestTimedOut {
      throw Refusal.timedOut
    } catch is HTTPParserError {
      throw Refusal.malformed
    }
  }

  private static func query(of target: String, after path: Substring) -> String {
    guard path.endIndex < target.endIndex, target[path.endIndex] == "?" else { return "" }
    return String(target[target.index(after: path.endIndex)...].prefix { $0 != "#" })
  }
}

extension RequestHeaders {
  init(_ fields: HTTPFields) {
    authorization = fields[.authorization]
    contentType = fields[.contentType]
    contentLength = fields[.contentLength]
    requestID = fields[.requestID]
  }
}

extension RawHead {
  init(_ request: HTTPRequest) {
    target = request.path ?? "/"
    // The codec takes the host out of the fields.
    headers = request.authority.map { [(name: "host", value: $0)] } ?? []
    for field in request.headerFields { headers.append((name: field.name.canonicalName, value: field.value)) }
  }
}

extension HTTPField.Name {
  fileprivate static let requestID = HTTPField.Name("X-Request-Id")!
}
