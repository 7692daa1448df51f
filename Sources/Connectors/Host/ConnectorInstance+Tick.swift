import CConnectorABI
import Logging
import Synchronization

// What the host's clock looks after, from a thread of its own: deadlines and calls that do not come back.
extension ConnectorInstance {
  func tick() {
    monitor.lock()
    let now = clock.monotonic()
    // In this order: a call that waits no more has begun later by then.
    let asked = storageAsked.load(ordering: .acquiring)
    let started = callStarted.load(ordering: .acquiring)
    let running = started == 0 || asked != 0 ? 0 : now &- started
    // At the end nobody waits for storage either.
    let stuck = asked != 0 ? now &- asked : running
    if running > limits.hard.microseconds, !mayBlock, !state.isHung { noteHang() }
    if now >= state.earliestDeadline { endOverdue(now) }
    if let stop = state.stop, now >= stop.endAt, started != 0, stuck > limits.soft.microseconds { abandon() }
    let isStuck = started != 0 && state.hasFinished
    let wake = state.isAsleep && (state.hasFinished || !clock.isReal)
    monitor.unlock()
    if wake { monitor.signal() }
    if isStuck { deliver() }
  }

  private func noteHang() {
    state.isHung = true
    state.counters.hangs += 1
    logger.error("a connector hangs", metadata: ["after_seconds": "\(limits.hard.components.seconds)"])
    for operation in Array(state.operations.values) { endLate(operation, because: "the connector hangs") }
  }

  private func endOverdue(_ now: Int64) {
    var earliest = Int64.max
    var overdue: [Operation] = []
    for operation in state.operations.values {
      if operation.deadline <= now { overdue.append(operation) } else { earliest = min(earliest, operation.deadline) }
    }
    state.earliestDeadline = earliest
    for operation in overdue {
      if operation.isSend, operation.progress == .handedOver, !state.isHung {
        state.calls.append(.cancel(operation.token))
      }
      endLate(operation, because: "its deadline has passed")
    }
  }

  private func endLate(_ operation: Operation, because reason: String) {
    switch operation.purpose {
    case .send, .file, .change:
      if operation.progress == .handedOver {
        state.counters.timeouts += 1
        finish(operation, SendResult(code: C4A_TIMEOUT, detail: reason))
      } else {
        finish(
          operation,
          SendResult(code: C4A_RETRY, detail: "it had no turn before: \(reason)", reachedConnector: false))
      }
    case .webhook:
      finish(operation, .refused(503, reason))
    case .create, .connect, .health, .disconnect:
      ended(operation, SendResult(code: C4A_TIMEOUT, detail: reason))
    }
  }

  // MARK: What observers see

  func health() -> ConnectorHealth {
    monitor.withLock {
      let (status, detail) = statusAndDetail()
      return ConnectorHealth(
        status: status, detail: detail, counters: state.counters, inFlight: state.inFlight, queued: state.queued)
    }
  }

  private func statusAndDetail() -> (ConnectorHealth.Status, String) {
    if state.isHung { return (.hung, "a call into the connector has not come back") }
    switch state.phase {
    case .stopping, .ended:
      return (.stopped, "")
    case .absent(let reason?, _), .disconnected(let reason?, _):
      return (reason.resultClass == .pauseInstance ? .paused : .failed, Self.describe(reason))
    case .absent(nil, _), .disconnected(nil, _), .creating:
      return (.starting, "")
    case .connecting:
      return (state.failedAttempts == 0 ? .starting : .failed, "connecting")
    case .connected:
      if let pause = state.pause { return (.paused, Self.describe(pause)) }
      guard let report = state.healthReport else { return (.ok, "") }
      return (report.resultClass == .pauseInstance ? .paused : .degraded, Self.describe(report))
    }
  }

  private static func describe(_ result: SendResult) -> String {
    result.detail.isEmpty ? result.codeName : "\(result.codeName): \(result.detail)"
  }
}
