import CConnectorABI
import Logging

// How an instance comes to life and to its end. Everything here runs with the lock held.
extension ConnectorInstance {
  /// Waits between attempts to make or connect an instance, in seconds; the last one repeats.
  private static let attemptDelays: [Int64] = [1, 2, 4, 8, 16, 30, 60]

  /// Moves the life of the instance on as far as the time and what has happened allow.
  func advance(_ now: Int64) {
    if state.stop != nil { return advanceStop(now) }
    switch state.phase {
    case .absent(_, let retryAt) where now >= retryAt:
      state.phase = .creating
      state.calls.append(.create(openInternal(.create, now)))
    case .disconnected(_, let retryAt) where now >= retryAt && state.mayConnect:
      state.phase = .connecting
      let operation = openInternal(.connect, now)
      if functions.connect == nil {
        ended(operation, SendResult(code: C4A_OK))
      } else {
        state.needsDisconnect = true
        state.calls.append(.connect(operation))
      }
    case .connected where now >= state.nextHealthCheck:
      state.nextHealthCheck = now &+ limits.healthInterval.microseconds
      if functions.health != nil { state.calls.append(.health(openInternal(.health, now))) }
    default:
      break
    }
  }

  private func openInternal(_ purpose: Operation.Purpose, _ now: Int64) -> Operation {
    let operation = makeOperation(purpose, deadline: now &+ limits.completion.microseconds)
    state.operations[operation.token] = operation
    state.earliestDeadline = min(state.earliestDeadline, operation.deadline)
    return operation
  }

  /// Ends one of the host's own operations and draws the consequences.
  func ended(_ operation: Operation, _ result: SendResult) {
    guard operation.progress != .ended else { return }
    operation.progress = .ended
    state.operations[operation.token] = nil
    release(operation)
    let now = clock.monotonic()
    let isOK = result.resultClass == .ok
    switch operation.purpose {
    case .create:
      state.isMade = isOK
      if state.stop == nil {
        state.phase =
          isOK ? .disconnected(reason: nil, retryAt: .min) : .absent(reason: result, retryAt: retryTime(result, now))
      }
      if let created = state.created {
        state.created = nil
        state.notices.append { created(result) }
      }
    case .connect:
      if isOK {
        state.failedAttempts = 0
        state.nextHealthCheck = now &+ limits.healthInterval.microseconds
        if state.stop == nil { state.phase = .connected }
        logger.info("channel account connected", metadata: ["channel": "\(account.channel)"])
      } else {
        state.needsDisconnect = false
        if state.stop == nil { state.phase = .disconnected(reason: result, retryAt: retryTime(result, now)) }
        refuseWaiting()
      }
    case .health:
      state.healthReport = isOK ? nil : result
    case .disconnect:
      state.needsDisconnect = false
    case .send, .file, .change, .webhook:
      return
    }
    if !isOK {
      logger.warning(
        "a connector failed",
        metadata: [
          "call": "\(operation.purpose.name)", "code": "\(result.codeName)", "detail": "\(result.detail)",
        ]
      )
    }
  }

  private func retryTime(_ result: SendResult, _ now: Int64) -> Int64 {
    // A call that hangs cannot be made again: the first one may still come back.
    if state.isHung { return .max }
    let delays = Self.attemptDelays
    let seconds = result.resultClass == .pauseInstance ? 60 : delays[min(state.failedAttempts, delays.count - 1)]
    state.failedAttempts += 1
    return now &+ max(seconds * 1_000_000, result.retryAfter?.microseconds ?? 0)
  }

  /// A call that had hung has come back after all.
  func endHang() {
    state.isHung = false
    if case .disconnected(let reason, retryAt: .max) = state.phase {
      state.phase = .disconnected(reason: reason, retryAt: clock.monotonic())
    }
  }

  private func refuseWaiting() {
    guard let refusal = state.refusal(limits: account.configuration.limits) else { return }
    for operation in state.waiting.popAll() where operation.progress == .waiting {
      state.counters.refused += 1
      finish(operation, refusal)
    }
  }

  // MARK: The end

  /// Takes nothing new from now on; `ended` is called when it is over, at the latest after `time` and one tick.
  func stop(within time: Duration, ended: @escaping @Sendable () -> Void) {
    monitor.lock()
    if state.stop != nil {
      state.stop?.ended.append(ended)
    } else if case .ended = state.phase {
      state.notices.append(ended)
    } else {
      state.phase = .stopping
      state.stop = StopPlan(now: clock.monotonic(), within: time.microseconds, ended: ended)
      for operation in state.waiting.popAll() where operation.progress == .waiting {
        finish(
          operation,
          SendResult(code: C4A_CANCELLED, detail: "the account is being shut down", reachedConnector: false)
        )
      }
    }
    unlockAndWake()
  }

  func advanceStop(_ now: Int64) {
    guard var stop = state.stop else { return }
    // A create under way has to come back first: only then is it known whether there is something to destroy.
    if case .draining = stop.step, !hasOpenWork || now >= stop.cancelAt {
      for operation in state.operations.values where operation.isSend { state.calls.append(.cancel(operation.token)) }
      stop.step = .cancelling
    }
    if case .cancelling = stop.step, !hasOpenWork || now >= stop.disconnectAt {
      stop.step = .disconnecting
      if state.needsDisconnect {
        if functions.disconnect == nil {
          state.needsDisconnect = false
        } else {
          state.calls.append(.disconnect(openInternal(.disconnect, now)))
        }
      }
    }
    if case .disconnecting = stop.step, !state.needsDisconnect || now >= stop.endAt {
      stop.step = .finishing
      endOperations()
      cancelAllRequests()
      for callback in state.timers.popAll() { state.calls.append(.callback(callback, code: C4A_CANCELLED)) }
      if state.isMade { state.calls.append(.destroy) }
      state.phase = .ended
    }
    state.stop = stop
  }

  private var hasOpenWork: Bool {
    state.operations.values.contains { operation in
      switch operation.purpose {
      case .send, .file, .change, .webhook: true
      case .create, .connect, .health, .disconnect: false
      }
    }
  }

  /// Ends all that is still open; what the connector has may or may not have happened.
  private func endOperations() {
    for operation in Array(state.operations.values) {
      switch operation.purpose {
      case .send, .file, .change:
        let handedOver = operation.progress == .handedOver
        finish(
          operation,
          SendResult(
            code: handedOver ? C4A_UNCERTAIN : C4A_CANCELLED,
            detail: "the account was shut down meanwhile",
            reachedConnector: handedOver
          )
        )
      case .webhook:
        finish(operation, .refused(503, "the account was shut down meanwhile"))
      case .create, .connect, .health, .disconnect:
        ended(operation, SendResult(code: C4A_CANCELLED, detail: "the account was shut down meanwhile"))
      }
    }
  }

  /// Gives up an instance whose thread is stuck in the connector at the end of its time.
  func abandon() {
    endOperations()
    cancelAllRequests()
    state.phase = .ended
    state.isAbandoned = true
    state.isOver = true
    InstanceRegistry.remove(token)
    logger.error("a hung connector is left behind")
    noteEnd()
  }

  /// The last thing the instance's thread does, before it hands over what is left.
  func reportEnd() {
    monitor.withLock {
      noteEnd()
      state.isOver = true
    }
    InstanceRegistry.remove(token)
  }

  private func noteEnd() {
    guard let stop = state.stop else { return }
    state.stop = nil
    state.notices += stop.ended
  }
}
