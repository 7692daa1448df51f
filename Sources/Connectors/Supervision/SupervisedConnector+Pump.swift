import CConnectorABI

// What is handed over to the process, and when. Everything here runs with the lock held.
extension SupervisedConnector {
  /// Hands over what waits, as far as the process may have it.
  func pump() {
    guard let life = state.life, life.isReady, !life.isLeaving, state.mayConnect, state.stop == nil else { return }
    let now = clock.monotonic()
    if state.tried != nil, state.trials.isOverdue(at: now) {
      // Nothing has happened in all that time: it stays under way, beside others.
      endTrial()
    }
    while let first = state.suspects.first, first.hasEnded { _ = state.suspects.popFirst() }
    let step = state.trials.step(
      at: now, suspects: !state.suspects.isEmpty, others: !state.sends.isEmpty || !state.webhooks.isEmpty,
      underWay: state.handed.count)
    switch step {
    case .hold: break
    case .pass:
      handOverWebhooks(to: life.child.link, now)
      handOverSends(to: life, now)
    case .tryNext:
      guard let work = state.suspects.popFirst() else { return }
      state.tried = work
      handOver(work, to: life.child.link, now)
    }
  }

  private func handOverWebhooks(to link: FrameLink, _ now: Int64) {
    while !state.webhooks.isEmpty, link.waitingBytes < FrameLink.highWater, let work = state.webhooks.popFirst() {
      handOver(work, to: link, now)
    }
  }

  private func handOverSends(to life: SupervisedState.Life, _ now: Int64) {
    let link = life.child.link
    // One at a time shows soonest whether a process that is under observation lives.
    let isProbing = state.policy.isProbing(after: .microseconds(now &- life.startedAt))
    let window = isProbing ? 1 : account.configuration.limits.maxInFlight
    while state.inFlight < window, !state.sends.isEmpty, link.waitingBytes < FrameLink.highWater,
      let work = state.sends.popFirst()
    {
      handOver(work, to: link, now)
    }
  }

  private func handOver(_ work: ChildWork, to link: FrameLink, _ now: Int64) {
    state.webhookBytes -= work.bodyBytes
    guard !work.hasEnded else { return }
    state.lastNumber += 1
    work.number = state.lastNumber
    state.handed[work.number] = work
    if work.isSend {
      state.queued -= 1
      state.inFlight += 1
    }
    if let file = work.file { work.fileNumber = hold(file) }
    let left = Duration.microseconds(max(0, work.deadline &- now))
    guard !link.send({ work.encode(into: &$0, deadline: left) }) else { return }
    if work.isSend {
      finish(
        work,
        SendResult(code: C4A_TOO_LARGE, detail: "too large for the connector's process", reachedConnector: false))
    } else {
      finish(work, .refused(503, "the request is too large for the connector's process"))
    }
  }

  /// Whether it is to be tried alone. The digest of a callback is made only while something is suspected.
  func isSuspect(_ work: ChildWork) -> Bool {
    guard !state.suspicion.isEmpty || !state.bars.isEmpty else { return false }
    return state.suspicion.isSuspect(work.key) || state.bars.knows(work.key)
  }

  /// The one that is being tried has ended, or goes on beside others.
  func endTrial() {
    if let tried = state.tried { state.suspicion.survived(tried.key) }
    state.tried = nil
    state.trials.ended(at: clock.monotonic())
  }
}

extension ChildWork {
  /// Writes the frame by which a process is asked for it.
  fileprivate func encode(into writer: inout FrameWriter, deadline: Duration) {
    switch purpose {
    case .send(let message, _):
      writer.frame(GatewayFrame.sendKind) {
        $0.number(number)
        message.encode(into: &$0, deadline: deadline)
      }
    case .file(var file, _):
      file.file.number = fileNumber
      writer.frame(GatewayFrame.fileKind) {
        $0.number(number)
        file.encode(into: &$0, deadline: deadline)
      }
    case .change(let change, _):
      writer.frame(GatewayFrame.changeKind) {
        $0.number(number)
        change.encode(into: &$0, deadline: deadline)
      }
    case .webhook(let request, _):
      writer.frame(GatewayFrame.webhookKind) {
        $0.number(number)
        request.encode(into: &$0, deadline: deadline)
      }
    }
  }
}
