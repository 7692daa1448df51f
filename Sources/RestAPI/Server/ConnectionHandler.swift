import NIOCore
import NIOHTTP1

/// Sits between the HTTP codec and the ordinary way, and answers sends itself where it can: see ``ConnectionState``
/// for the rules, of which this is the shell. Owns the connection's time-outs and its end.
///
/// Confined to its channel's event loop.
final class ConnectionHandler: ChannelDuplexHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias InboundOut = HTTPServerRequestPart
  typealias OutboundIn = HTTPServerResponsePart
  typealias OutboundOut = HTTPServerResponsePart

  private let shortWay: ShortWay
  private var state: ConnectionState<ShortWay.Ticket>
  private var context: ChannelHandlerContext?
  /// Where answers of the short way go out: behind the codec, for whose parts they would have to be taken to pieces.
  private var output: ChannelHandlerContext?
  private var timer: (at: NIODeadline, task: Scheduled<Void>)?
  private var isDraining = false
  private var readIsWaiting = false

  init(_ shortWay: ShortWay, limits: ConnectionState<ShortWay.Ticket>.Limits, now: NIODeadline) {
    self.shortWay = shortWay
    state = ConnectionState(limits, now: now)
  }

  func handlerAdded(context: ChannelHandlerContext) {
    self.context = context
    do {
      output = try context.pipeline.syncOperations.context(handlerType: HTTPResponseEncoder.self)
    } catch {
      preconditionFailure("the codec is in the pipeline before this handler: \(error)")
    }
    arm(context)
  }

  func handlerRemoved(context: ChannelHandlerContext) {
    self.context = nil
    output = nil
    timer?.task.cancel()
    timer = nil
  }

  // MARK: Input

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    take(.part(unwrapInboundIn(data)), context)
  }

  func channelReadComplete(context: ChannelHandlerContext) {
    arm(context)
    context.fireChannelReadComplete()
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    take(.error(error), context)
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    switch event {
    case ChannelEvent.inputClosed: take(.inputClosed, context)
    case is ChannelShouldQuiesceEvent: if state.quiesce() { context.close(promise: nil) }
    default: context.fireUserInboundEventTriggered(event)
    }
  }

  func channelWritabilityChanged(context: ChannelHandlerContext) {
    state.becameWritable(context.channel.isWritable, now: context.eventLoop.now)
    arm(context)
    drain(context)
    context.fireChannelWritabilityChanged()
  }

  func read(context: ChannelHandlerContext) {
    if state.isFull { readIsWaiting = true } else { context.read() }
  }

  private func take(_ input: ConnectionState<ShortWay.Ticket>.Input, _ context: ChannelHandlerContext) {
    if state.mustHold(isWritable: context.channel.isWritable) {
      state.hold(input)
    } else {
      process(input, context)
    }
  }

  private func process(_ input: ConnectionState<ShortWay.Ticket>.Input, _ context: ChannelHandlerContext) {
    var isWelcome = false
    let action = state.receive(input, now: context.eventLoop.now) { head in
      isWelcome = head.expectsContinue(bodyLimit: shortWay.bodyLimit(for: head))
      return shortWay.take(head)
    }
    if isWelcome {
      context.writeAndFlush(wrapOutboundOut(.head(.init(version: .http1_1, status: .continue))), promise: nil)
    }
    perform(action, context)
  }

  private func perform(_ action: ConnectionState<ShortWay.Ticket>.Action, _ context: ChannelHandlerContext) {
    switch action {
    case .none: break
    case .pass(let inputs): for input in inputs { pass(input, context) }
    case .accept(let head, let body, let ticket): accept(head, body, ticket, context)
    case .refuse(let error): refuse(error, context)
    case .close: context.close(promise: nil)
    }
  }

  private func pass(_ input: ConnectionState<ShortWay.Ticket>.Input, _ context: ChannelHandlerContext) {
    switch input {
    case .part(let part): context.fireChannelRead(wrapInboundOut(part))
    case .error(let error): context.fireErrorCaught(error)
    case .inputClosed: context.fireUserInboundEventTriggered(ChannelEvent.inputClosed)
    }
  }

  /// Goes on with what waited for its turn. A loop, not a recursion: an answer may come at once.
  private func drain(_ context: ChannelHandlerContext) {
    guard !isDraining else { return }
    isDraining = true
    var hasPassed = false
    while let input = state.nextHeld(isWritable: context.channel.isWritable) {
      process(input, context)
      hasPassed = true
    }
    isDraining = false
    // What is read asynchronously behind this handler is handed over when a read is complete, and not before.
    if hasPassed { context.fireChannelReadComplete() }
    if readIsWaiting, !state.isFull {
      readIsWaiting = false
      context.read()
    }
  }

  // MARK: The short way

  private func accept(
    _ head: HTTPRequestHead,
    _ body: ByteBuffer,
    _ ticket: ShortWay.Ticket,
    _ context: ChannelHandlerContext
  ) {
    let handler = NIOLoopBound(self, eventLoop: context.eventLoop)
    shortWay.respond(
      to: head, body: body, ticket: ticket, from: context.remoteAddress, on: context.eventLoop
    ) { handler.value.answer($0) }
  }

  private func answer(_ answer: Answer) {
    // Without a context the peer has gone; the message is accepted all the same.
    guard let context else { return }
    write(answer, endsConnection: state.endsWithNextAnswer, context)
    finish(state.answered(now: context.eventLoop.now), context)
  }

  private func refuse(_ error: any Error, _ context: ChannelHandlerContext) {
    write(shortWay.refusal(of: error), endsConnection: true, context)
    finish(.linger, context)
  }

  private func write(_ answer: Answer, endsConnection: Bool, _ context: ChannelHandlerContext) {
    var bytes = context.channel.allocator.buffer(capacity: 384 + answer.body.count)
    answer.write(to: &bytes, endsConnection: endsConnection)
    output?.writeAndFlush(HTTPResponseEncoder.wrapOutboundOut(.byteBuffer(bytes)), promise: nil)
  }

  // MARK: The ordinary way's answers

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    switch unwrapOutboundIn(data) {
    case .head(var head):
      if state.answerBegins(head) { head.headers.replaceOrAdd(name: "Connection", value: "close") }
      context.write(wrapOutboundOut(.head(head)), promise: promise)
    case .body: context.write(data, promise: promise)
    case .end:
      let ending = state.answerEnds(now: context.eventLoop.now)
      // Whoever wrote this flushes as well, but what follows here must come after the answer.
      context.writeAndFlush(data, promise: promise)
      finish(ending, context)
    }
  }

  private func finish(_ ending: ConnectionState<ShortWay.Ticket>.Ending, _ context: ChannelHandlerContext) {
    switch ending {
    case .none: break
    case .idle: drain(context)
    case .close, .linger: closeAfterWrites(lingering: ending == .linger, context)
    }
    arm(context)
  }

  private func closeAfterWrites(lingering: Bool, _ context: ChannelHandlerContext) {
    // Half-closing waits for what is still to be written.
    let handler = NIOLoopBound(self, eventLoop: context.eventLoop)
    context.close(mode: .output).whenComplete { _ in handler.value.outputClosed(lingering: lingering) }
  }

  private func outputClosed(lingering: Bool) {
    guard let context else { return }
    guard lingering else { return context.close(promise: nil) }
    state.outputClosed(now: context.eventLoop.now)
    arm(context)
  }

  // MARK: Time

  private func arm(_ context: ChannelHandlerContext) {
    guard let (deadline, _) = state.deadline() else { return }
    if let timer {
      guard deadline < timer.at else { return }
      timer.task.cancel()
    }
    let handler = NIOLoopBound(self, eventLoop: context.eventLoop)
    timer = (deadline, context.eventLoop.scheduleTask(deadline: deadline) { handler.value.timerFired() })
  }

  private func timerFired() {
    timer = nil
    guard let context else { return }
    if let (deadline, expiry) = state.deadline(), deadline <= context.eventLoop.now {
      perform(state.expired(expiry), context)
    }
    // Deadlines move while the timer stands; it is set anew when it fires, not with every request.
    if self.context != nil { arm(context) }
  }
}

extension HTTPRequestHead {
  /// Whether the client waits for a word before it sends a body that is welcome (RFC 9110, section 10.1.1).
  fileprivate func expectsContinue(bodyLimit: Int) -> Bool {
    guard headers.first(name: "expect")?.lowercased() == "100-continue" else { return false }
    return headers.first(name: "content-length").flatMap { Int($0) }.map { $0 <= bodyLimit } ?? true
  }
}
