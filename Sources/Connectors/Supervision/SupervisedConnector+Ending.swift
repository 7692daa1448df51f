import CConnectorABI
import Logging

// What becomes of an account when its process has ended, and how the account itself comes to its end.
extension SupervisedConnector {
  /// Draws the consequences of a process's end.
  func conclude(_ ending: ChildEnding, reading: CallBoard.Reading?) {
    monitor.lock()
    let now = clock.monotonic()
    let life = state.life
    let ending = life?.child.linkReport?.ending ?? life?.verdict ?? ending
    state.life = nil
    for request in state.requests.values { services.http?.cancel(request.port) }
    state.requests = [:]
    state.requestBytes = 0
    letGoOfFiles()
    if let counters = life?.health?.counters { state.counters.add(counters) }
    let works = state.handed.values.sorted { $0.number < $1.number }
    if state.stop != nil {
      for work in works { endAtStop(work, reading) }
      monitor.unlock()
      if let life, life.isLoaded, !life.hasStopped {
        logger.warning("a connector's process \(ending.description) while it was stopped")
      }
      return
    }
    state.tried = nil
    state.trials.processEnded()
    if ending.isLinkFault { return concludeLink(ending, life, works, reading) }
    state.crashesByReason[ending.reason, default: 0] += 1
    let present = works.filter { !$0.isSend || isHandedOver($0, reading) }
    let suspicion = state.suspicion.crashed(witness(reading), present: Set(present.map(\.key)))
    let pointed = works.first { $0.key == suspicion.pointed }
    var returned: [ChildWork] = []
    for work in works {
      if !work.isSend {
        finish(work, webhookOutcome(work, suspicion, now))
      } else if !isHandedOver(work, reading) {
        returned.append(work)
      } else {
        finish(work, crashResult(ending, isCondemned: suspicion.condemned.contains(work.key)))
      }
    }
    takeBack(returned)
    let verdict = state.policy.crashed(
      after: .microseconds(life.map { now &- $0.startedAt } ?? 0), random: random())
    state.rest = (now &+ verdict.delay.microseconds, "its process \(ending.description)")
    // Whoever waits for the account to be made does not wait for a process that may never live.
    var unmade = SendResult(code: C4A_RETRY, detail: "its process \(ending.description)", reachedConnector: false)
    unmade.hasCrashed = true
    noteCreated(unmade)
    if let refusal = restRefusal() { refuseWaiting(refusal) }
    let crashes = state.policy.crashes
    monitor.unlock()
    log(ending, life, reading, pointed, verdict, inFlight: works.count - returned.count, crashes)
  }

  /// What the process wrote down about its end.
  private func witness(_ reading: CallBoard.Reading?) -> Suspicion.Witness {
    guard let reading else { return .nobody }
    if let running = state.handed[reading.running] { return .operation(running.key) }
    // These may be on behalf of any operation.
    guard let call = reading.call, !["callback", "http callback", "cancel"].contains(call) else { return .nobody }
    return .another
  }

  /// What becomes of a callback whose process ended; one that is why is not handed over again for a while.
  private func webhookOutcome(_ work: ChildWork, _ suspicion: Suspicion.Verdict, _ now: Int64) -> WebhookOutcome {
    let isAgain = work.key == suspicion.pointed && state.bars.knows(work.key)
    guard isAgain || suspicion.condemned.contains(work.key) else {
      return .refused(503, "the connector's process ended meanwhile")
    }
    state.suspicion.ended(work.key)
    return crashingOutcome(work, isNew: true, state.bars.bar(work.key, at: now))
  }

  func crashingOutcome(_ work: ChildWork, isNew: Bool, _ remaining: Duration) -> WebhookOutcome {
    var outcome = WebhookOutcome.refused(503, "it crashed the connector's process, more than once")
    outcome.crashing = CrashingCallback(id: work.key, isNew: isNew, remaining: remaining)
    return outcome
  }

  func isHandedOver(_ work: ChildWork, _ reading: CallBoard.Reading?) -> Bool {
    guard let reading else { return false }
    return work.number <= reading.handedOver
  }

  func crashResult(_ ending: ChildEnding, isCondemned: Bool) -> SendResult {
    var result = SendResult(
      code: isCondemned ? C4A_PERMANENT : C4A_UNCERTAIN, detail: "the connector's process \(ending.description)")
    if isCondemned { result.detail += ", again with this message" }
    result.hasCrashed = true
    return result
  }

  /// Puts sends that the connector never saw back in front of those that wait.
  func takeBack(_ works: [ChildWork]) {
    guard !works.isEmpty else { return }
    var queue = WorkQueue<ChildWork>()
    var suspects = WorkQueue<ChildWork>()
    for work in works {
      state.handed[work.number] = nil
      work.number = 0
      work.fileNumber = 0
      state.inFlight -= 1
      state.queued += 1
      if state.suspicion.isSuspect(work.key) { suspects.append(work) } else { queue.append(work) }
    }
    for work in state.sends.popAll() { queue.append(work) }
    for work in state.suspects.popAll() { suspects.append(work) }
    state.sends = queue
    state.suspects = suspects
  }

  func refuseWaiting(_ refusal: SendResult) {
    for work in state.sends.popAll() + state.suspects.popAll() where !work.hasEnded {
      guard work.isSend else {
        finish(work, .refused(503, refusal.detail))
        continue
      }
      state.counters.refused += 1
      finish(work, refusal)
    }
    for work in state.webhooks.popAll() { finish(work, .refused(503, refusal.detail)) }
    state.webhookBytes = 0
  }

  private func log(
    _ ending: ChildEnding, _ life: SupervisedState.Life?, _ reading: CallBoard.Reading?, _ pointed: ChildWork?,
    _ verdict: CrashPolicy.Verdict, inFlight: Int, _ crashes: UInt64
  ) {
    var metadata: Logger.Metadata = [
      "reason": "\(ending.description)", "in_flight": "\(inFlight)", "crashes": "\(crashes)",
      "next_start_ms": "\(verdict.delay.microseconds / 1_000)",
    ]
    if let life { metadata["pid"] = "\(life.child.pid)" }
    if let call = reading?.call { metadata["call"] = "\(call)" }
    if let id = pointed?.messageID { metadata["message_id"] = "\(id)" }
    if let pointed, !pointed.isSend { metadata["callback"] = "\(pointed.key)" }
    if case .quarantine = verdict {
      logger.error("a connector's process has ended too often; the account is in quarantine", metadata: metadata)
    } else {
      logger.error("a connector's process has ended", metadata: metadata)
    }
  }

  // MARK: The account's end

  func stop(within time: Duration, ended: @escaping @Sendable () -> Void) {
    monitor.lock()
    if state.stop != nil {
      state.stop?.ended.append(ended)
    } else if state.isOver || !state.isRunning {
      state.isOver = true
      state.notices.append(ended)
    } else {
      let stop = SupervisedState.Stop(endAt: clock.monotonic() &+ max(0, time.microseconds), ended: [ended])
      state.stop = stop
      refuseWaiting(
        SendResult(code: C4A_CANCELLED, detail: "the account is being shut down", reachedConnector: false))
      if state.life?.isLoaded == true { sendStop(stop) } else { giveUp(.exited(0)) }
    }
    unlockAndWake()
  }

  /// The process gets a little less time than there is, so that it can end by itself.
  func sendStop(_ stop: SupervisedState.Stop) {
    let time = Duration.microseconds(max(0, stop.endAt &- clock.monotonic()) / 10 * 9)
    state.life?.child.link.send { GatewayFrame.stop(within: time).encode(into: &$0) }
  }

  private func endAtStop(_ work: ChildWork, _ reading: CallBoard.Reading?) {
    let detail = "the account was shut down meanwhile"
    if !work.isSend {
      finish(work, .refused(503, detail))
    } else {
      let isHandedOver = isHandedOver(work, reading)
      finish(
        work,
        SendResult(
          code: isHandedOver ? C4A_UNCERTAIN : C4A_CANCELLED, detail: detail, reachedConnector: isHandedOver))
    }
  }

  /// The last thing the thread does, before it hands over what is left.
  func reportEnd() {
    monitor.withLock {
      noteCreated(SendResult(code: C4A_CANCELLED, detail: "the account was shut down", reachedConnector: false))
      state.notices += state.stop?.ended ?? []
      state.stop = nil
      state.isOver = true
    }
  }
}
