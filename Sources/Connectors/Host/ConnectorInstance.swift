import CConnectorABI
import JSON
import Logging
import Synchronization

/// One account's connector: its thread, its operations, and what it has to say.
///
/// All calls into the connector come from the one thread that `start` makes. Its callers, the connector's own threads
/// and the host's clock meet in `state`, under one lock that is never held during a call into the connector, a
/// completion or the event sink. What has finished is handed over in batches: by the instance's thread after each round
/// of calls, or by the clock's when a call takes long.
///
/// Safe to share: `state` is guarded by `monitor`; `itself`, `arena` belong to the instance's thread alone; `services` is set
/// before that thread starts.
final class ConnectorInstance: HostedConnector, @unchecked Sendable {
  let token: c4a_instance
  let account: ChannelAccount
  let functions: c4a_connector
  let operations: c4a_operations
  let mayBlock: Bool
  let clock: ConnectorClock
  let limits: CallLimits
  let logger: Logger
  let eventSink: @Sendable ([ConnectorEvent]) -> Void
  let metricSink: @Sendable (ConnectorMetric) -> Void
  /// What it may contact.
  let egressHosts: [EgressHost]
  private(set) var services = ConnectorServices()
  /// As the connector reads them; the empty key holds all of them.
  let settings: [String: [UInt8]]

  /// Where each call is written down before it is made, for a process that looks after this one.
  let board: CallBoard?

  let monitor = Monitor()
  var state: InstanceState
  /// When the current call into the connector began; 0 while there is none.
  let callStarted = Atomic<Int64>(0)
  /// Since when that call waits for storage; 0 while it does not.
  let storageAsked = Atomic<Int64>(0)

  var itself: UnsafeMutableRawPointer?
  var arena = BorderArena()

  init(
    token: c4a_instance,
    account: ChannelAccount,
    functions: c4a_connector,
    operations: c4a_operations,
    egressHosts: [EgressHost],
    clock: ConnectorClock,
    limits: CallLimits,
    logger: Logger,
    board: CallBoard? = nil,
    eventSink: @escaping @Sendable ([ConnectorEvent]) -> Void,
    metricSink: @escaping @Sendable (ConnectorMetric) -> Void
  ) {
    self.token = token
    self.account = account
    self.functions = functions
    self.operations = operations
    self.egressHosts = egressHosts
    self.mayBlock = account.capabilities.contains(.mayBlock)
    self.clock = clock
    self.limits = limits
    self.board = board
    var logger = logger
    logger[metadataKey: "channel_account"] = "\(account.name)"
    self.logger = logger
    self.eventSink = eventSink
    self.metricSink = metricSink
    self.settings = Self.readable(account.configuration.settings)
    self.state = InstanceState(
      logBucket: TokenBucket(rate: BorderLimits.logLinesPerSecond, burst: 400, at: ContinuousClock.now)
    )
  }

  deinit {
    arena.deallocate()
  }

  /// Starts the thread; `created` is called when the instance has been made, could not be, or hangs.
  ///
  /// - Parameter connects: Otherwise connecting waits for ``connect()``.
  func start(
    services: ConnectorServices, kept: [ConnectorStateChange], connects: Bool,
    created: @escaping @Sendable (SendResult) -> Void
  ) {
    self.services = services
    monitor.withLock {
      state.kept = KeptState(kept)
      state.mayConnect = connects
      state.created = created
    }
    InstanceRegistry.add(self)
    OperatingSystemThread.start(name: "c4a-" + account.name) { self.run() }
  }

  /// Connects, where `start` was told not to.
  func connect() {
    monitor.lock()
    state.mayConnect = true
    unlockAndWake()
  }

  /// The settings as `config_get` gives them: text as it is, everything else as JSON.
  private static func readable(_ settings: [String: JSONValue]) -> [String: [UInt8]] {
    var readable = settings.mapValues { value in
      value.stringValue.map { Array($0.utf8) } ?? JSONWriter.bytes(of: value)
    }
    readable[""] = JSONWriter.canonicalBytes(of: .object(JSONObject(settings.map { ($0.key, $0.value) })))
    return readable
  }

  // MARK: Asking for something

  func send(_ message: OutboundText, completion: @escaping @Sendable (SendResult) -> Void) -> c4a_op {
    enqueue(
      .send(message, completion: completion), deadline: deadline(after: message.deadline),
      unless: unsupported(functions.sendText == nil))
  }

  /// Lets something wait for its turn; what must not is answered with the reason.
  func enqueue(_ purpose: Operation.Purpose, deadline: Int64, unless unsupported: SendResult?) -> c4a_op {
    monitor.lock()
    let operation = makeOperation(purpose, deadline: deadline)
    if let refusal = state.refusal(limits: account.configuration.limits) ?? unsupported {
      state.counters.refused += 1
      operation.progress = .ended
      state.finishedSends.append((operation, refusal))
    } else {
      state.operations[operation.token] = operation
      state.waiting.append(operation)
      state.queued += 1
      state.earliestDeadline = min(state.earliestDeadline, deadline)
    }
    unlockAndWake()
    return operation.token
  }

  func webhook(_ request: WebhookRequest, completion: @escaping @Sendable (WebhookOutcome) -> Void) {
    let deadline = deadline(after: request.deadline)
    monitor.lock()
    let operation = makeOperation(.webhook(request, completion: completion), deadline: deadline)
    if functions.onWebhookEvent == nil {
      finish(operation, .refused(404, "this channel takes no webhooks"))
    } else if case .connected = state.phase, !state.isHung,
      state.operations.count < account.configuration.limits.maxQueued
    {
      state.operations[operation.token] = operation
      state.earliestDeadline = min(state.earliestDeadline, deadline)
      state.calls.append(.webhook(operation))
    } else {
      finish(operation, .refused(503, "the account is not connected, or busy"))
    }
    unlockAndWake()
  }

  func cancel(_ token: c4a_op) {
    monitor.lock()
    if let operation = state.operations[token], operation.isSend {
      if operation.progress == .waiting {
        finish(operation, SendResult(code: C4A_CANCELLED, detail: "cancelled", reachedConnector: false))
      } else {
        state.calls.append(.cancel(token))
      }
    }
    unlockAndWake()
  }

  // MARK: Under the lock

  func makeOperation(_ purpose: Operation.Purpose, deadline: Int64) -> Operation {
    Operation(token: nextToken(), purpose: purpose, deadline: deadline)
  }

  func nextToken() -> UInt64 {
    state.lastSerial += 1
    return token | state.lastSerial
  }

  /// Ends a send.
  func finish(_ operation: Operation, _ result: SendResult) {
    switch operation.progress {
    case .waiting: state.queued -= 1
    case .handedOver: state.inFlight -= 1
    case .ended: return
    }
    operation.progress = .ended
    state.operations[operation.token] = nil
    release(operation)
    state.finishedSends.append((operation, result))
  }

  /// Ends a webhook request; events go with it only if the platform is told that all is well.
  func finish(_ operation: Operation, _ outcome: WebhookOutcome) {
    guard operation.progress != .ended else { return }
    operation.progress = .ended
    state.operations[operation.token] = nil
    release(operation)
    var outcome = outcome
    if (200..<300).contains(outcome.response.status) {
      outcome.events = operation.events
      outcome.stateChanges = operation.stateChanges
      state.counters.events += UInt64(operation.events.count)
    } else {
      state.counters.eventsDropped += UInt64(operation.events.count)
    }
    state.finishedWebhooks.append((operation, outcome))
  }

  func unlockAndWake() {
    let wake = state.isAsleep
    let isLeftOver = state.isOver && state.hasFinished
    monitor.unlock()
    if wake { monitor.signal() }
    // Completions never come from within the call that asked for something.
    if isLeftOver { OperatingSystemThread.start(name: "c4a-late") { self.deliver() } }
  }

  func deadline(after duration: Duration) -> Int64 {
    clock.monotonic() &+ max(0, duration.microseconds)
  }

  private func unsupported(_ missing: Bool) -> SendResult? {
    missing ? SendResult(code: C4A_UNSUPPORTED, detail: "this channel sends no texts", reachedConnector: false) : nil
  }
}

extension WebhookOutcome {
  static func refused(_ status: Int, _ detail: String) -> WebhookOutcome {
    WebhookOutcome(events: [], response: Response(status: status), detail: detail)
  }
}
