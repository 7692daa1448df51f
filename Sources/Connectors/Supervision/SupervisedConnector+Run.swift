import CConnectorABI
import JSON
import Logging

// What the connector's own thread does in the gateway: one process after the other.
extension SupervisedConnector {
  func run() {
    while waitForStart() {
      let child: any SupervisedProcess
      do throws(ChildProcess.StartFailure) {
        child = try launch()
      } catch {
        conclude(.notStarted(error.message), reading: nil)
        deliver()
        continue
      }
      begin(child)
      let ending = serve(child)
      child.link.close()
      conclude(ending, reading: child.reading)
      deliver()
    }
    reportEnd()
    deliver()
  }

  /// Waits until it is time for a process; false when there will be none any more.
  private func waitForStart() -> Bool {
    monitor.lock()
    defer { monitor.unlock() }
    while state.stop == nil {
      let now = clock.monotonic()
      if state.hasFinished {
        monitor.unlock()
        deliver()
        monitor.lock()
        continue
      }
      guard let rest = state.rest, rest.until > now else { return true }
      monitor.wait(microseconds: rest.until &- now)
    }
    return false
  }

  private func begin(_ child: any SupervisedProcess) {
    let now = clock.monotonic()
    monitor.withLock {
      state.rest = nil
      state.starts += 1
      state.life = .init(child: child, startedAt: now, nextQuestion: now, lastHeard: now)
    }
    if let output = child.takeOutput() {
      ChildOutput.relay(output, mask: mask, pid: child.pid, logger: logger)
    }
    child.link.send { GatewayFrame.hello(FrameHello()).encode(into: &$0) }
    // Another host names the library itself.
    if request.remote == nil { child.link.send { GatewayFrame.load(request).encode(into: &$0) } }
  }

  /// Listens to the process until it has ended.
  private func serve(_ child: any SupervisedProcess) -> ChildEnding {
    while true {
      let turn = child.link.turn(watching: child.endSignal)
      if let ending = take(child, turn) { return ending }
      if child.link.isAlarmed, let ending = child.reap() {
        // What it said before it ended still counts.
        while child.link.turn(microseconds: 0) == .received {
          if let ending = take(child, .received) { return ending }
        }
        return ending
      }
      // Without its socket it is of no use, and about to end.
      if turn == .closed { return child.end(after: 1_000) }
    }
  }

  /// Takes what has come; how the process has ended where it was not to be understood.
  private func take(_ child: any SupervisedProcess, _ turn: FrameLink.Turn) -> ChildEnding? {
    monitor.lock()
    if turn == .received { state.life?.lastHeard = clock.monotonic() }
    do throws(FrameError) {
      let unread = child.link.waitingBytes
      guard unread <= 2 * limits.unread else {
        throw FrameError(.tooLong, "it asks on, and \(unread) bytes wait for it")
      }
      while let frame = try child.link.next({ (kind, reader) throws(FrameError) in
        try ChildFrame(kind: kind, from: &reader, account: self.account.name)
      }) {
        try take(frame, from: child)
      }
    } catch {
      monitor.unlock()
      _ = child.end(after: 0)
      return .broken(error.message)
    }
    pump()
    monitor.unlock()
    deliver()
    return nil
  }

  func assignment() -> ChildAssignment {
    let configuration = account.configuration
    return ChildAssignment(
      account: account.name, settings: JSONObject(configuration.settings.map { ($0.key, $0.value) }),
      maxInFlight: configuration.limits.maxInFlight, maxQueuedEvents: configuration.limits.maxQueuedEvents,
      callLimits: callLimits, logLevel: logger.logLevel, kept: state.kept.changes(of: account.name),
      hasHTTP: services.http != nil,
      hasState: services.state != nil, hasFiles: services.http?.storesResponses == true, connects: state.mayConnect)
  }

  // MARK: Handing over

  /// Calls the completions and the event sink with what has finished, unless another thread is doing so.
  func deliver() {
    monitor.lock()
    if state.isDelivering { return monitor.unlock() }
    state.isDelivering = true
    while state.hasFinished {
      handOverFinished()
      monitor.lock()
    }
    state.isDelivering = false
    // While it was handed over, what the process said was not read.
    state.life?.lastHeard = clock.monotonic()
    monitor.unlock()
  }

  /// With the lock held, which it releases. What is handed over is let go of when it returns, so before anybody takes the
  /// lock again: to close a large file takes a while.
  private func handOverFinished() {
    var sends: [(work: ChildWork, result: SendResult)] = []
    var webhooks: [(work: ChildWork, outcome: WebhookOutcome)] = []
    var events: [ConnectorEvent] = []
    var notices: [@Sendable () -> Void] = []
    var unstored: [ConnectorStateChange] = []
    var doneFiles: [any ConnectorFile] = []
    swap(&sends, &state.finishedSends)
    swap(&webhooks, &state.finishedWebhooks)
    swap(&events, &state.events)
    swap(&notices, &state.notices)
    swap(&unstored, &state.unstored)
    swap(&doneFiles, &state.doneFiles)
    let (questions, link) = (takeFileQuestions(), state.life?.child.link)
    monitor.unlock()
    doneFiles = []
    if let link { answer(questions, over: link) }
    if !unstored.isEmpty { services.state?.store(unstored) }
    // Events first: whoever gets a send's completion already has what was reported about that send with it.
    if !events.isEmpty { eventSink(events) }
    for (work, result) in sends { work.completion?(result) }
    for (work, outcome) in webhooks {
      if case .webhook(_, let completion) = work.purpose { completion(outcome) }
    }
    for notice in notices { notice() }
  }
}
