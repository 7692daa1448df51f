import CConnectorABI
import Logging
import Synchronization

// What the instance's own thread does: wait for work, make the calls, hand over what has finished.
extension ConnectorInstance {
  /// Calls per round; after each round what has finished is handed over.
  private static let round = 64

  func run() {
    CurrentInstance.set(self)
    while let calls = nextCalls() {
      perform(calls)
      deliver()
    }
    reportEnd()
    deliver()
  }

  /// Waits for work; nil when there will be none any more.
  private func nextCalls() -> [ConnectorCall]? {
    monitor.lock()
    defer { monitor.unlock() }
    while true {
      if state.isAbandoned { return nil }
      let now = clock.monotonic()
      while let callback = state.timers.popDue(at: now) { state.calls.append(.callback(callback, code: C4A_OK)) }
      advance(now)
      if case .ended = state.phase, state.calls.isEmpty { return nil }
      var calls: [ConnectorCall] = []
      swap(&calls, &state.calls)
      state.posted = 0
      takeWaiting(into: &calls)
      if !calls.isEmpty || (state.hasFinished && !state.isDelivering) { return calls }
      state.isAsleep = true
      monitor.wait(microseconds: clock.isReal ? nextWake().map { max(0, $0 &- now) } : nil)
      state.isAsleep = false
    }
  }

  /// As many of the waiting sends as the connector may have at once.
  private func takeWaiting(into calls: inout [ConnectorCall]) {
    guard case .connected = state.phase, !state.isHung else { return }
    var free = account.configuration.limits.maxInFlight - state.inFlight
    while free > 0, calls.count < Self.round, let operation = state.waiting.popFirst() {
      // It may have been cancelled, or have waited too long.
      guard operation.progress == .waiting else { continue }
      calls.append(.send(operation))
      free -= 1
    }
  }

  private func nextWake() -> Int64? {
    var wake = state.timers.nextDue ?? .max
    if let stop = state.stop {
      wake = min(wake, stop.nextStepAt)
    } else {
      switch state.phase {
      case .absent(_, let retryAt): wake = min(wake, retryAt)
      case .disconnected(_, let retryAt): if state.mayConnect { wake = min(wake, retryAt) }
      case .connected: wake = min(wake, state.nextHealthCheck)
      default: break
      }
    }
    return wake == .max ? nil : wake
  }

  // MARK: Calling

  private func perform(_ calls: [ConnectorCall]) {
    var now = clock.monotonic()
    for call in calls {
      // 0 means "no call", also on a clock that starts there.
      callStarted.store(max(1, now), ordering: .releasing)
      board?.begin(call, at: now)
      perform(call)
      now = clock.monotonic()
      board?.end()
      // Later than above where the call waited for what is not the connector's.
      let started = callStarted.exchange(0, ordering: .acquiringAndReleasing)
      if now &- started > limits.soft.microseconds, !mayBlock { noteSlow(call, now &- started) }
    }
  }

  private func perform(_ call: ConnectorCall) {
    switch call {
    case .send(let operation): performSend(operation)
    case .webhook(let operation): performWebhook(operation)
    case .callback(let callback, let code): callback.function(callback.user, code)
    case .response(let call, let outcome): performCallback(call, outcome)
    case .cancel(let token): functions.cancel?(itself, token)
    case .create(let operation): performCreate(operation)
    case .connect(let operation): if handOver(operation) { functions.connect?(itself, operation.token) }
    case .health(let operation): if handOver(operation) { functions.health?(itself, operation.token) }
    case .disconnect(let operation): if handOver(operation) { functions.disconnect?(itself, operation.token) }
    case .destroy:
      // From here on the host's functions know the instance no more.
      InstanceRegistry.remove(token)
      CurrentInstance.set(nil)
      functions.destroy?(itself)
    }
  }

  private func performSend(_ operation: Operation) {
    guard operation.isSend, handOver(operation) else { return }
    switch operation.purpose {
    case .send(let message, _):
      arena.withMessage(message, deadline: operation.deadline) { functions.sendText?(itself, operation.token, $0) }
    case .file(let file, _):
      performFile(file, operation)
    case .change(let change, _):
      performChange(change, operation)
    case .webhook, .create, .connect, .health, .disconnect:
      break
    }
  }

  private func performWebhook(_ operation: Operation) {
    guard case .webhook(let request, _) = operation.purpose, handOver(operation) else { return }
    arena.withWebhook(request, deadline: operation.deadline) {
      functions.onWebhookEvent?(itself, operation.token, $0)
    }
  }

  private func performCreate(_ operation: Operation) {
    guard handOver(operation) else { return }
    itself = nil
    functions.create?(HostTable.pointer, token, operation.token, &itself)
    monitor.withLock {
      ended(operation, SendResult(code: C4A_INVALID, detail: "create returned without completing its operation"))
    }
  }

  /// Marks an operation as the connector's; false when it has ended while it waited for its turn.
  private func handOver(_ operation: Operation) -> Bool {
    monitor.withLock {
      guard operation.progress == .waiting else { return false }
      operation.progress = .handedOver
      if operation.isSend {
        state.queued -= 1
        state.inFlight += 1
      }
      return true
    }
  }

  private func noteSlow(_ call: ConnectorCall, _ microseconds: Int64) {
    let wasHung = monitor.withLock {
      state.counters.slowCalls += 1
      guard state.isHung else { return false }
      endHang()
      return true
    }
    logger.warning(
      wasHung ? "a hung connector is back" : "slow call into a connector",
      metadata: ["call": "\(call.name)", "milliseconds": "\(microseconds / 1_000)"])
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
    monitor.unlock()
  }

  /// With the lock held, which it releases. What is handed over is let go of when it returns, so before anybody takes the
  /// lock again: to close a large file takes a while.
  private func handOverFinished() {
    var sends: [(operation: Operation, result: SendResult)] = []
    var webhooks: [(operation: Operation, outcome: WebhookOutcome)] = []
    var events: [ConnectorEvent] = []
    var notices: [@Sendable () -> Void] = []
    swap(&sends, &state.finishedSends)
    swap(&webhooks, &state.finishedWebhooks)
    swap(&events, &state.events)
    swap(&notices, &state.notices)
    let unstored = state.kept.takeUnstored()
    monitor.unlock()
    if !unstored.isEmpty { services.state?.store(unstored) }
    // Events first: whoever gets a send's completion already has what was reported about that send with it.
    if !events.isEmpty { eventSink(events) }
    for (operation, result) in sends {
      operation.completion?(result)
    }
    for (operation, outcome) in webhooks {
      if case .webhook(_, let completion) = operation.purpose { completion(outcome) }
    }
    for notice in notices { notice() }
  }
}
