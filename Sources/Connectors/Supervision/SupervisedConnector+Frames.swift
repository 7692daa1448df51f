import CConnectorABI
import Logging

// What a process says. Everything here runs with the lock held.
extension SupervisedConnector {
  func take(_ frame: ChildFrame, from child: any SupervisedProcess) throws(FrameError) {
    switch frame {
    case .hello(let hello):
      child.link.agree(hello)
    case .loaded(let description):
      guard state.life?.isLoaded == false else { throw FrameError(.invalid, "loaded twice") }
      guard description == self.description else {
        return giveUp(.unusable("it describes itself otherwise than before; reload the channels"))
      }
      state.life?.isLoaded = true
      noteLinked()
      let assignment = assignment()
      guard child.link.send({ GatewayFrame.start(assignment).encode(into: &$0) }) else {
        return giveUp(.unusable("its settings and the values it keeps are too large"))
      }
      if let stop = state.stop { sendStop(stop) }
    case .unusable(let reason):
      giveUp(.unusable(reason))
    case .created(let result):
      state.life?.isReady = true
      noteCreated(mask.masked(result))
    case .ended(let number, let result):
      ended(number, mask.masked(result))
    case .answered(let number, var outcome):
      outcome.detail = mask.masked(outcome.detail)
      guard let work = state.handed[number], !work.isSend else { return }
      for index in outcome.events.indices where outcome.events[index].detail != nil {
        outcome.events[index].detail = outcome.events[index].detail.map(mask.masked)
      }
      if !outcome.detail.isEmpty, isHanging { return giveUp(.hung) }
      // Where the connector was not asked, nothing is known of what it would have done.
      if outcome.detail.isEmpty, !state.suspicion.isEmpty || !state.bars.isEmpty {
        state.suspicion.ended(work.key)
        state.bars.lift(work.key)
      }
      finish(work, outcome)
    case .event(var event):
      event.detail = event.detail.map(mask.masked)
      state.events.append(event)
    case .keep(let change):
      guard !state.kept.isFull(for: change.key, limit: 2 * BorderLimits.stateValues) || change.value == nil else {
        throw FrameError(.tooLong, "more than \(2 * BorderLimits.stateValues) values kept")
      }
      state.kept.apply(change)
      state.unstored.append(change)
    case .http(let number, let request):
      try begin(request, number, child)
    case .httpCancel(let number):
      if let request = state.requests[number] { services.http?.cancel(request.port) }
    case .fileRead(let question):
      state.fileQuestions.append(question)
    case .fileDone(let number):
      letGo(number)
    case .log(let line):
      guard state.logBucket.take(at: ContinuousClock.now) == nil else { return }
      var metadata = line.metadata.mapValues { Logger.Metadata.Value.string(mask.masked($0)) }
      // Whose line it is, is not for the process to say.
      metadata["channel_account"] = nil
      logger.log(level: line.level, "\(mask.masked(line.message))", metadata: metadata, source: "Connectors")
    case .metric(let metric):
      metricSink(metric)
    case .health(var health):
      health.detail = mask.masked(health.detail)
      state.life?.health = health
    case .pong:
      state.life?.askedAt = nil
    case .stopped:
      state.life?.hasStopped = true
    }
  }

  func noteCreated(_ result: SendResult) {
    guard let created = state.created else { return }
    state.created = nil
    state.notices.append { created(result) }
  }

  private func ended(_ number: UInt64, _ result: SendResult) {
    // It may have ended at its deadline here.
    guard let work = state.handed[number], work.isSend else { return }
    if result.resultClass == .unknownOutcome, isHanging { return giveUp(.hung) }
    switch result.resultClass {
    case .ok, .permanent: state.suspicion.ended(work.key)
    case .retry, .pauseInstance, .unknownOutcome, .contractViolation: break
    }
    finish(work, result)
  }

  /// Whether a call has been running for about as long as it may. Where the process notices it first, it ends all that
  /// it has: not to be believed, because who is to blame is found out by ending the process.
  private var isHanging: Bool {
    guard let reading = state.life?.child.reading, reading.beganAt != 0 else { return false }
    return !account.capabilities.contains(.mayBlock)
      && clock.monotonic() &- reading.beganAt > callLimits.hard.microseconds / 10 * 9
  }

  /// Ends the process; what becomes of its work is decided when it is gone.
  func giveUp(_ verdict: ChildEnding) {
    if state.life?.verdict == nil { state.life?.verdict = verdict }
    state.life?.child.kill()
  }
}
