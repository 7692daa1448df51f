import CConnectorABI

/// Everything about an instance that several threads look at; only touched with its lock held.
struct InstanceState {
  var phase = InstancePhase.absent(reason: nil, retryAt: .min)
  var stop: StopPlan?
  /// Connecting need not wait for anything else.
  var mayConnect = true
  /// Counts the tokens given out; the lower part of a token.
  var lastSerial: UInt64 = 0

  /// All that have not ended, the waiting ones included.
  var operations: [c4a_op: Operation] = [:]
  /// Sends for which the connector had no time yet.
  var waiting = WorkQueue<Operation>()
  /// How many of `waiting` have not ended meanwhile.
  var queued = 0
  /// Sends that were handed over.
  var inFlight = 0
  /// No operation has an earlier deadline.
  var earliestDeadline = Int64.max

  var calls: [ConnectorCall] = []
  var posted = 0
  var timers = TimerQueue()
  /// HTTP requests that have not ended.
  var requests: [c4a_op: HTTPCall] = [:]
  /// Those whose callbacks have not been called, the ended ones included.
  var openRequests = 0
  var openRequestBytes = 0
  /// Of the requests, those whose responses become files.
  var openStoring = 0
  /// What connectors may read at the moment.
  var files: [c4a_file: any ConnectorFile] = [:]
  var kept = KeptState()

  var finishedSends: [(operation: Operation, result: SendResult)] = []
  var finishedWebhooks: [(operation: Operation, outcome: WebhookOutcome)] = []
  var events: [ConnectorEvent] = []
  /// Told when the rest of a batch has been handed over.
  var notices: [@Sendable () -> Void] = []
  /// A thread is handing over what has finished; the others leave it to that one.
  var isDelivering = false

  /// The instance's thread waits for a signal.
  var isAsleep = false
  var isHung = false
  /// The thread is stuck in the connector and nobody waits for it any more.
  var isAbandoned = false
  /// No thread of the instance hands over what has finished any more.
  var isOver = false

  /// Told once how making the instance went.
  var created: (@Sendable (SendResult) -> Void)?
  /// `create` went well, so `destroy` is due at the end.
  var isMade = false
  /// `connect` was called and has not failed, so `disconnect` is due.
  var needsDisconnect = false
  /// In a row.
  var failedAttempts = 0
  /// The last 3xx that a send ended with, until one ends well.
  var pause: SendResult?
  var healthReport: SendResult?
  var nextHealthCheck = Int64.max
  var counters = ConnectorCounters()
  var logBucket: TokenBucket

  var hasFinished: Bool {
    !finishedSends.isEmpty || !finishedWebhooks.isEmpty || !events.isEmpty || !notices.isEmpty
      || kept.hasUnstored
  }

  /// Why no send is taken at the moment; nil when they are.
  func refusal(limits: SendLimits) -> SendResult? {
    switch phase {
    case .stopping, .ended:
      return SendResult(code: C4A_CANCELLED, detail: "the account is being shut down", reachedConnector: false)
    case .absent(let reason?, _), .disconnected(let reason?, _):
      return SendResult(
        code: reason.resultClass == .pauseInstance ? reason.code : C4A_RETRY,
        retryAfter: reason.retryAfter,
        detail: "not connected: \(reason.detail)",
        reachedConnector: false
      )
    case .absent(nil, _), .disconnected(nil, _), .creating, .connecting, .connected:
      break
    }
    if isHung {
      return SendResult(code: C4A_RETRY, detail: "the connector hangs", reachedConnector: false)
    }
    if queued >= limits.maxQueued {
      return SendResult(
        code: C4A_RETRY,
        detail: "\(queued) sends are waiting already",
        reachedConnector: false
      )
    }
    return nil
  }
}
