/// One request on its way through the client. Belongs to the loop's thread once it was handed over.
///
/// Safe to share: what changes is only touched by the loop's thread.
final class Transfer: @unchecked Sendable {
  enum Progress {
    case waiting
    case active
    case ended
  }

  typealias Completion = @Sendable (Result<OutboundResponse, OutboundError>) -> Void

  let token: UInt64
  let request: OutboundRequest
  let begin: ContinuousClock.Instant
  let deadline: ContinuousClock.Instant
  /// Whose place it takes in the waiting line; stays the same over redirects.
  let place: WaitingLine<Transfer>.Place
  var hop: Hop
  var exchange: Exchange
  var progress = Progress.waiting
  /// Those followed so far.
  var redirects = 0
  /// An earlier hop has gone out.
  var wasSentBefore = false
  private var completion: Completion?

  init(
    token: UInt64, request: OutboundRequest, hop: Hop, proxy: OutboundProxy?, completion: @escaping Completion
  ) {
    self.token = token
    self.request = request
    self.place = .init(party: request.party?.name, host: "\(hop.url.host):\(hop.url.port)")
    self.hop = hop
    self.exchange = Self.exchange(request, hop, proxy)
    self.begin = .now
    self.deadline = begin + min(max(request.totalTimeout, .milliseconds(1)), .seconds(86_400))
    self.completion = completion
  }

  /// Goes on where a redirect leads.
  func follow(_ next: Hop, proxy: OutboundProxy?) {
    wasSentBefore = wasSentBefore || exchange.wasSent
    redirects += 1
    exchange.end()
    hop = next
    exchange = Self.exchange(request, next, proxy)
  }

  /// Writes a piece of the body to the sink. False ends the transfer.
  func write(_ piece: UnsafeBufferPointer<UInt8>, to sink: any OutboundSink) -> Bool {
    guard exchange.sinks(piece.count) else { return false }
    do {
      try sink.write(UnsafeRawBufferPointer(piece))
      return true
    } catch {
      exchange.failed(.sink("the response's body cannot be written: \(Exchange.words(of: error))"))
      return false
    }
  }

  /// Ends the transfer; later calls do nothing.
  func complete(_ result: Result<OutboundResponse, OutboundError>) {
    guard let completion else { return }
    self.completion = nil
    progress = .ended
    exchange.end()
    if wasSentBefore, case .failure(var error) = result {
      error.wasSent = true
      return completion(.failure(error))
    }
    completion(result)
  }

  func fail(_ code: OutboundError.Code, _ message: String) {
    complete(.failure(OutboundError(code, message, wasSent: exchange.wasSent)))
  }

  private static func exchange(_ request: OutboundRequest, _ hop: Hop, _ proxy: OutboundProxy?) -> Exchange {
    Exchange(
      addressPolicy: proxy?.serves(hop.url) == true ? nil : request.addressPolicy,
      responseLimit: request.responseLimit, overflow: request.overflow,
      hasSink: request.sink != nil, mayRepeat: request.mayRepeat, party: request.party)
  }
}
