import CConnectorABI
import Logging

// What the host's clock looks after: deadlines, calls that do not come back, processes that do not answer.
extension SupervisedConnector {
  /// A process ends its operations at their deadlines itself; only where it does not is that done here.
  private static let margin: Int64 = 250_000

  func tick() {
    monitor.lock()
    let now = clock.monotonic()
    if now >= state.earliestDeadline { endOverdue(now) }
    if let life = state.life { look(after: life, now) }
    // Trials go on by time alone.
    if state.trials.isActive || !state.suspects.isEmpty { pump() }
    unlockAndWake()
  }

  private func look(after life: SupervisedState.Life, _ now: Int64) {
    if let stop = state.stop, now >= stop.endAt { return giveUp(.exited(0)) }
    guard life.isLoaded else {
      let limit = limits.load + (request.remote == nil ? .zero : HostingLimits.link)
      if now &- life.startedAt > limit.microseconds { giveUp(.slowToLoad) }
      return
    }
    leave(life, now)
    if let reading = life.child.reading, reading.beganAt != 0, now &- reading.beganAt > callLimits.hard.microseconds,
      !account.capabilities.contains(.mayBlock)
    {
      return giveUp(.hung)
    }
    if let askedAt = life.askedAt {
      // Any byte is a sign of life, and while the gateway itself is slow to take what has come, nothing is expected.
      let silence = now &- max(askedAt, life.lastHeard)
      if silence > limits.silence.microseconds, !state.isDelivering { giveUp(.silent) }
    } else if now >= life.nextQuestion {
      state.life?.askedAt = now
      state.life?.nextQuestion = now &+ limits.heartbeat.microseconds
      life.child.link.send { GatewayFrame.ping(UInt64(now)).encode(into: &$0) }
      keepInItsPlace(life, now)
    }
  }

  /// A process that takes the machine for itself stands behind everybody else from then on.
  private func keepInItsPlace(_ life: SupervisedState.Life, _ now: Int64) {
    guard let look = life.child.processorUse else { return }
    state.life?.processorUse.note(look, at: now)
    guard state.life?.processorUse.isGreedy == true else { return }
    if !life.processorUse.isGreedy {
      logger.warning(
        "a connector's process wants more than a processor; it runs at the lowest priority from now on",
        metadata: ["pid": "\(life.child.pid)"])
    }
    // Each time: threads may have begun while the others were looked for.
    life.child.standBack()
  }

  private func endOverdue(_ now: Int64) {
    var earliest = Int64.max
    var overdue: [ChildWork] = []
    for work in state.works.values {
      let deadline = work.number == 0 ? work.deadline : work.deadline &+ Self.margin
      if deadline <= now { overdue.append(work) } else { earliest = min(earliest, deadline) }
    }
    state.earliestDeadline = earliest
    for work in overdue {
      let reason = "its deadline has passed"
      if !work.isSend {
        finish(work, .refused(503, reason))
      } else if work.number != 0 {
        state.counters.timeouts += 1
        finish(work, SendResult(code: C4A_TIMEOUT, detail: reason))
      } else {
        finish(
          work, SendResult(code: C4A_RETRY, detail: "it had no turn before: \(reason)", reachedConnector: false))
      }
    }
  }

  // MARK: What observers see

  func health() -> ConnectorHealth {
    monitor.withLock {
      var health = ConnectorHealth(status: .starting)
      let life = state.life
      if state.stop != nil || state.isOver {
        health.status = .stopped
      } else if let life {
        if let told = life.health { health = told } else if let fault = lastingLinkFault { health = fault }
        if state.policy.isProbing(after: .microseconds(clock.monotonic() &- life.startedAt)), health.status == .ok {
          health.status = .degraded
          health.detail = "it is tried again after too many crashes"
        }
      } else if let rest = state.rest {
        let isLong = rest.until &- clock.monotonic() > limits.patience.microseconds
        health.status = isLong || state.policy.isQuarantined || lastingLinkFault != nil ? .failed : .starting
        health.detail = state.policy.isQuarantined ? "in quarantine: \(rest.reason)" : rest.reason
      }
      var counters = state.counters
      if let current = life?.health?.counters { counters.add(current) }
      health.counters = counters
      health.inFlight = state.inFlight
      health.queued = state.queued
      // What tries to reach a host that was away is not the connector's process, which may be gone.
      let child = life?.health == nil && lastingLinkFault != nil ? nil : life?.child
      health.process = ConnectorProcess(
        pid: child?.pid, residentBytes: child?.residentBytes, restarts: state.starts - min(state.starts, 1),
        crashes: state.policy.crashes, isQuarantined: state.policy.isQuarantined)
      health.process?.crashesByReason = state.crashesByReason
      health.process?.waitingBytes = life?.child.link.waitingBytes ?? 0
      health.process?.hasLowPriority = life?.processorUse.isGreedy ?? false
      return health
    }
  }
}
