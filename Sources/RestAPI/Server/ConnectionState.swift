import NIOCore
import NIOHTTP1

/// What one connection is doing: whose turn it is, what waits behind it, and when patience ends.
///
/// Requests of one connection are answered one after another (RFC 9112, section 9.3.2), by one of two ways. The short
/// way takes a send whole, and while it has one, what comes later is held. The ordinary way is handed each part
/// as it comes and keeps its own order, so the short way takes a request only when the ordinary way owes no answer.
/// Until the short way has a request complete it can still give it to the ordinary way, which alone
/// knows how to deal with whatever is unusual.
struct ConnectionState<Ticket> {
  struct Limits {
    var body: Int
    var held: Int
    var requestTimeout: TimeAmount
    var idleTimeout: TimeAmount
    /// How long and how far input is read after the last answer, so that the answer is not lost to a reset.
    var lingerTimeout = TimeAmount.seconds(2)
    var lingerBytes = 4 << 20
  }

  enum Input {
    case part(HTTPServerRequestPart)
    case error(any Error)
    case inputClosed
  }

  enum Action {
    case none
    /// Give these to the ordinary way.
    case pass([Input])
    /// The short way has this request complete.
    case accept(HTTPRequestHead, ByteBuffer, Ticket)
    /// Answer a malformed request, which no way has seen, and end the connection.
    case refuse(any Error)
    case close
  }

  enum Ending {
    /// More answers are owed.
    case none
    /// No answer is owed: what is held can go on.
    case idle
    /// That was the last answer.
    case close
    /// That was the last answer, and the peer may still be sending.
    case linger
  }

  enum Expiry {
    case request
    case idle
    case stalled
    case linger
  }

  private enum Turn {
    case idle
    case collecting(HTTPRequestHead, ByteBuffer, Ticket)
    case accepting
    case ordinary(unanswered: Int)
    case ended
  }

  private let limits: Limits
  private var turn = Turn.idle
  private var held = CircularBuffer<Input>()
  private var heldBytes = 0
  /// Between a request's head and its end.
  private var isReading = false
  private var readingSince: NIODeadline
  private var restingSince: NIODeadline
  private var stalledSince: NIODeadline?
  /// Nothing that begins from here on is answered.
  private var isLast = false
  private var endsWithThisAnswer = false
  private var hasTimedOut = false
  private var lingeringSince: NIODeadline?
  private var lingeredBytes = 0

  init(_ limits: Limits, now: NIODeadline) {
    self.limits = limits
    readingSince = now
    restingSince = now
  }

  // MARK: Input

  /// Whether something that has come must wait for its turn.
  func mustHold(isWritable: Bool) -> Bool { !held.isEmpty || isBlocked(isWritable: isWritable) }

  /// Whether the connection reads no more for now.
  var isFull: Bool { heldBytes >= limits.held || held.count >= 256 }

  mutating func hold(_ input: Input) {
    if case .part(.body(let bytes)) = input { heldBytes += bytes.readableBytes }
    held.append(input)
  }

  /// The next of what was held, once its turn has come.
  mutating func nextHeld(isWritable: Bool) -> Input? {
    guard !isBlocked(isWritable: isWritable), let input = held.popFirst() else { return nil }
    if case .part(.body(let bytes)) = input { heldBytes -= bytes.readableBytes }
    return input
  }

  // A peer that does not read its answers gets no new ones.
  private func isBlocked(isWritable: Bool) -> Bool {
    switch turn {
    case .accepting: true
    case .idle: !isWritable && !isReading
    case .collecting, .ordinary, .ended: false
    }
  }

  /// - Parameter offer: asks the short way whether it takes this request.
  mutating func receive(_ input: Input, now: NIODeadline, offer: (HTTPRequestHead) -> Ticket?) -> Action {
    switch input {
    case .part(.head(let head)): begin(head, now: now, offer: offer)
    case .part(.body(let bytes)): body(bytes, input)
    case .part(.end): end(input)
    case .error(let error): failed(error, input)
    case .inputClosed: inputClosed()
    }
  }

  private mutating func begin(
    _ head: HTTPRequestHead,
    now: NIODeadline,
    offer: (HTTPRequestHead) -> Ticket?
  ) -> Action {
    if case .ended = turn { return .none }
    // The rest of the connection is dropped: `isReading` stays as it is.
    if isLast { return .none }
    isReading = true
    readingSince = now
    isLast = !head.isKeepAlive || head.version != .http1_1
    switch turn {
    case .idle:
      if let ticket = offer(head) {
        turn = .collecting(head, ByteBuffer(), ticket)
        return .none
      }
      turn = .ordinary(unanswered: 1)
    case .ordinary(let unanswered): turn = .ordinary(unanswered: unanswered + 1)
    case .collecting, .accepting, .ended: return .none
    }
    return .pass([.part(.head(head))])
  }

  private mutating func body(_ bytes: ByteBuffer, _ input: Input) -> Action {
    guard isReading else { return .none }
    switch turn {
    case .collecting(let head, var collected, let ticket):
      guard collected.readableBytes + bytes.readableBytes <= limits.body else { return surrender([input]) }
      turn = .idle
      if collected.readableBytes == 0 { collected = bytes } else { collected.writeImmutableBuffer(bytes) }
      turn = .collecting(head, collected, ticket)
      return .none
    case .idle, .ordinary: return .pass([input])
    case .accepting: return .none
    case .ended:
      lingeredBytes += bytes.readableBytes
      return lingeredBytes > limits.lingerBytes ? .close : .none
    }
  }

  private mutating func end(_ input: Input) -> Action {
    guard isReading else { return .none }
    isReading = false
    switch turn {
    case .collecting(let head, let body, let ticket):
      turn = .accepting
      return .accept(head, body, ticket)
    case .idle, .ordinary: return .pass([input])
    case .accepting: return .none
    case .ended: return .close
    }
  }

  private mutating func failed(_ error: any Error, _ input: Input) -> Action {
    switch turn {
    case .collecting: return surrender([input])
    case .idle where !isReading && error is HTTPParserError:
      turn = .ended
      return .refuse(error)
    case .idle, .ordinary, .accepting: return .pass([input])
    case .ended: return .none
    }
  }

  private func inputClosed() -> Action {
    switch turn {
    case .idle, .ordinary: .pass([.inputClosed])
    case .collecting, .accepting, .ended: .close
    }
  }

  /// Gives a request that the short way has in part to the ordinary way.
  private mutating func surrender(_ rest: [Input]) -> Action {
    guard case .collecting(let head, let body, _) = turn else { return .none }
    turn = .ordinary(unanswered: 1)
    let begun: [Input] = [.part(.head(head))] + (body.readableBytes > 0 ? [.part(.body(body))] : [])
    return .pass(begun + rest)
  }

  // MARK: Output

  /// Whether the short way's answer must announce the end of the connection.
  var endsWithNextAnswer: Bool { isLast }

  /// The short way has written its answer.
  mutating func answered(now: NIODeadline) -> Ending {
    restingSince = now
    turn = isLast ? .ended : .idle
    return isLast ? .close : .idle
  }

  /// The ordinary way writes the head of an answer; says whether it must announce the end of the connection.
  mutating func answerBegins(_ head: HTTPResponseHead) -> Bool {
    guard case .ordinary(let unanswered) = turn, !head.status.isInformational else { return false }
    if head.headers[canonicalForm: "connection"].contains("close") {
      endsWithThisAnswer = true
      return false
    }
    endsWithThisAnswer = isLast && unanswered == 1
    return endsWithThisAnswer
  }

  /// The ordinary way has written an answer's end.
  mutating func answerEnds(now: NIODeadline) -> Ending {
    guard case .ordinary(let unanswered) = turn else { return .none }
    restingSince = now
    guard endsWithThisAnswer || (isLast && unanswered == 1) else {
      turn = unanswered == 1 ? .idle : .ordinary(unanswered: unanswered - 1)
      return unanswered == 1 ? .idle : .none
    }
    turn = .ended
    return isReading ? .linger : .close
  }

  // MARK: Ends

  /// The server takes no new requests; says whether the connection can go at once.
  mutating func quiesce() -> Bool {
    isLast = true
    if case .idle = turn { return true }
    return false
  }

  /// The last answer has left.
  mutating func outputClosed(now: NIODeadline) {
    lingeringSince = now
  }

  mutating func becameWritable(_ isWritable: Bool, now: NIODeadline) {
    stalledSince = isWritable ? nil : now
  }

  /// When patience ends, and with what, if nothing happens before.
  func deadline() -> (NIODeadline, Expiry)? {
    let own: (NIODeadline, Expiry)? =
      switch turn {
      case .ended:
        (lingeringSince.map { $0 + limits.lingerTimeout } ?? (restingSince + limits.idleTimeout), .linger)
      case .collecting: (readingSince + limits.requestTimeout, .request)
      case .ordinary, .idle:
        if isReading {
          hasTimedOut ? nil : (readingSince + limits.requestTimeout, .request)
        } else if case .idle = turn {
          (restingSince + limits.idleTimeout, .idle)
        } else {
          nil
        }
      case .accepting: nil
      }
    guard let stalledSince else { return own }
    let stalled = stalledSince + limits.idleTimeout
    return own.map { $0.0 < stalled ? $0 : (stalled, .stalled) } ?? (stalled, .stalled)
  }

  mutating func expired(_ expiry: Expiry) -> Action {
    guard expiry == .request else { return .close }
    isLast = true
    hasTimedOut = true
    switch turn {
    case .collecting: return surrender([.error(RequestTimedOut())])
    case .ordinary: return .pass([.error(RequestTimedOut())])
    case .idle, .accepting, .ended: return .close
    }
  }
}

/// A request did not arrive completely in time.
struct RequestTimedOut: Error {}

extension HTTPResponseStatus {
  fileprivate var isInformational: Bool { (100..<200).contains(code) }
}
