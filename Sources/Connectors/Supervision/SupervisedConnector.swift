import CConnectorABI
import JSON
import Logging

/// One account's connector in a process of its own: the gateway's end of it.
///
/// A thread of its own starts the process, reads what it says, and starts the next one when it has ended. What is asked
/// waits here until the process may have it: as many sends as the account's limit, as many bytes as it reads in time. What
/// a crashed process had ends `UNCERTAIN`, unless the process wrote down that its connector never saw it: that goes to
/// the next one, in its old place.
///
/// Safe to share: `state` is guarded by `monitor`; `services` is set before the thread starts.
final class SupervisedConnector: HostedConnector, @unchecked Sendable {
  /// Bytes of webhook bodies that wait for a process.
  static let maxWebhookBytes = 64 << 20

  let token: c4a_instance
  let account: ChannelAccount
  let request: PluginRequest
  /// What the library said when the account was set up; one that says something else is not run.
  let description: PluginDescription
  let egressHosts: [EgressHost]
  /// Starts a process for the account.
  let launch: @Sendable () throws(ChildProcess.StartFailure) -> any SupervisedProcess
  let clock: ConnectorClock
  let callLimits: CallLimits
  let limits: HostingLimits
  let logger: Logger
  let random: @Sendable () -> Double
  let eventSink: @Sendable ([ConnectorEvent]) -> Void
  let metricSink: @Sendable (ConnectorMetric) -> Void
  private(set) var services = ConnectorServices()

  /// Takes the account's secrets out of what its connector says.
  let mask: SecretMask

  let monitor = Monitor()
  var state: SupervisedState

  init(
    token: c4a_instance, account: ChannelAccount, request: PluginRequest, description: PluginDescription,
    egressHosts: [EgressHost], clock: ConnectorClock, callLimits: CallLimits, limits: HostingLimits, logger: Logger,
    random: @escaping @Sendable () -> Double = { .random(in: 0...1) },
    launch: @escaping @Sendable () throws(ChildProcess.StartFailure) -> any SupervisedProcess,
    eventSink: @escaping @Sendable ([ConnectorEvent]) -> Void,
    metricSink: @escaping @Sendable (ConnectorMetric) -> Void
  ) {
    self.token = token
    self.account = account
    self.request = request
    self.description = description
    self.egressHosts = egressHosts
    self.launch = launch
    self.clock = clock
    self.callLimits = callLimits
    self.limits = limits
    var logger = logger
    logger[metadataKey: "channel_account"] = "\(account.name)"
    self.logger = logger
    self.random = random
    self.eventSink = eventSink
    self.metricSink = metricSink
    mask = SecretMask(
      settings: account.configuration.settings, schema: description.settingsSchema.flatMap { try? SettingsSchema($0) })
    state = SupervisedState(
      policy: CrashPolicy(limits.crashes), trials: Trials(limits.trials), bars: CallbackBars(limits.bars),
      logBucket: TokenBucket(rate: BorderLimits.logLinesPerSecond, burst: 400, at: ContinuousClock.now))
  }

  func start(
    services: ConnectorServices, kept: [ConnectorStateChange], connects: Bool,
    created: @escaping @Sendable (SendResult) -> Void
  ) {
    self.services = services
    monitor.withLock {
      state.kept = KeptState(kept)
      state.mayConnect = connects
      state.created = created
      state.isRunning = true
    }
    OperatingSystemThread.start(name: "c4a-" + account.name) { self.run() }
  }

  func connect() {
    monitor.lock()
    state.mayConnect = true
    // One that is still loading gets to know it with its start.
    if let life = state.life, life.isLoaded { life.child.link.send { GatewayFrame.connect.encode(into: &$0) } }
    pump()
    unlockAndWake()
  }

  // MARK: Asking for something

  func send(_ message: OutboundText, completion: @escaping @Sendable (SendResult) -> Void) -> c4a_op {
    enqueue(.send(message, completion: completion), within: message.deadline, needs: .sendText, "sends no texts")
  }

  func sendFile(_ file: OutboundFile, completion: @escaping @Sendable (SendResult) -> Void) -> c4a_op {
    enqueue(
      .file(file, completion: completion), within: file.message.deadline, needs: .sendFile, "sends no files",
      unless: account.refusal(of: file))
  }

  func change(_ change: OutboundChange, completion: @escaping @Sendable (SendResult) -> Void) -> c4a_op {
    enqueue(
      .change(change, completion: completion), within: change.deadline, needs: change.kind.capability,
      "has no '\(change.kind.name)'")
  }

  private func enqueue(
    _ purpose: ChildWork.Purpose, within time: Duration, needs capability: ConnectorCapabilities,
    _ otherwise: @autoclosure () -> String, unless refused: SendResult? = nil
  ) -> c4a_op {
    monitor.lock()
    let work = makeWork(purpose, within: time)
    if let refusal = refusal() ?? unsupported(capability, otherwise()) ?? refused {
      state.counters.refused += 1
      work.hasEnded = true
      state.finishedSends.append((work, refusal))
    } else {
      add(work)
      if state.suspicion.isSuspect(work.key) { state.suspects.append(work) } else { state.sends.append(work) }
      state.queued += 1
      pump()
    }
    unlockAndWake()
    return work.token
  }

  func webhook(_ request: WebhookRequest, completion: @escaping @Sendable (WebhookOutcome) -> Void) {
    monitor.lock()
    let work = makeWork(.webhook(request, completion: completion), within: request.deadline)
    if !account.capabilities.contains(.webhook) {
      finish(work, .refused(404, "this channel takes no webhooks"))
    } else if refusal() != nil || state.works.count >= account.configuration.limits.maxQueued
      || state.webhookBytes + request.body.count > Self.maxWebhookBytes
    {
      finish(work, .refused(503, "the account is not connected, or busy"))
    } else if !request.isReplayed, !state.bars.isEmpty,
      let remaining = state.bars.remaining(work.key, at: clock.monotonic())
    {
      finish(work, crashingOutcome(work, isNew: false, remaining))
    } else {
      add(work)
      if isSuspect(work) { state.suspects.append(work) } else { state.webhooks.append(work) }
      state.webhookBytes += request.body.count
      pump()
    }
    unlockAndWake()
  }

  func cancel(_ token: c4a_op) {
    monitor.lock()
    if let work = state.works[token], work.isSend {
      if work.number == 0 {
        finish(work, SendResult(code: C4A_CANCELLED, detail: "cancelled", reachedConnector: false))
      } else {
        state.life?.child.link.send { GatewayFrame.cancel(work.number).encode(into: &$0) }
      }
    }
    unlockAndWake()
  }

  func stateStored(_ change: ConnectorStateChange) {
    monitor.withLock {
      state.kept.apply(change)
      if let life = state.life, life.isLoaded {
        life.child.link.send { GatewayFrame.stateStored(change).encode(into: &$0) }
      }
    }
  }

  var kept: [ConnectorStateChange] {
    monitor.withLock { state.kept.changes(of: account.name) }
  }

  // MARK: Under the lock

  private func makeWork(_ purpose: ChildWork.Purpose, within time: Duration) -> ChildWork {
    state.lastSerial += 1
    return ChildWork(
      token: token | state.lastSerial, purpose: purpose,
      deadline: clock.monotonic() &+ max(0, time.microseconds))
  }

  private func add(_ work: ChildWork) {
    state.works[work.token] = work
    state.earliestDeadline = min(state.earliestDeadline, work.deadline)
  }

  /// Why nothing is taken at the moment; nil when it is.
  private func refusal() -> SendResult? {
    if state.stop != nil || state.isOver {
      return SendResult(code: C4A_CANCELLED, detail: "the account is being shut down", reachedConnector: false)
    }
    if let refusal = restRefusal() { return refusal }
    if state.queued >= account.configuration.limits.maxQueued {
      return SendResult(
        code: C4A_RETRY, detail: "\(state.queued) sends are waiting already", reachedConnector: false)
    }
    return nil
  }

  /// While no process will come soon, sends do not wait for it.
  func restRefusal() -> SendResult? {
    guard state.life == nil, let rest = state.rest else { return nil }
    let wait = Duration.microseconds(max(0, rest.until &- clock.monotonic()))
    guard wait > limits.patience else { return nil }
    return SendResult(code: C4A_RETRY, retryAfter: wait, detail: rest.reason, reachedConnector: false)
  }

  private func unsupported(
    _ capability: ConnectorCapabilities, _ otherwise: @autoclosure () -> String
  ) -> SendResult? {
    account.capabilities.contains(capability)
      ? nil : SendResult(code: C4A_UNSUPPORTED, detail: "this channel \(otherwise())", reachedConnector: false)
  }

  /// Ends a send.
  func finish(_ work: ChildWork, _ result: SendResult) {
    guard end(work) else { return }
    if work.number == 0 { state.queued -= 1 } else { state.inFlight -= 1 }
    state.finishedSends.append((work, result))
  }

  /// Ends a webhook request.
  func finish(_ work: ChildWork, _ outcome: WebhookOutcome) {
    if end(work) { state.finishedWebhooks.append((work, outcome)) }
  }

  private func end(_ work: ChildWork) -> Bool {
    guard !work.hasEnded else { return false }
    work.hasEnded = true
    state.works[work.token] = nil
    if work.number != 0 { state.handed[work.number] = nil }
    if work.fileNumber != 0 { state.files[work.fileNumber] = nil }
    if state.tried === work { endTrial() }
    return true
  }

  func unlockAndWake() {
    let link = state.hasFinished ? state.life?.child.link : nil
    let isLeftOver = state.hasFinished && (state.isOver || !state.isRunning)
    monitor.unlock()
    link?.wake()
    monitor.signal()
    // Completions never come from within the call that asked for something.
    if isLeftOver { OperatingSystemThread.start(name: "c4a-late") { self.deliver() } }
  }
}
