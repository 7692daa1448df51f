import CConnectorABI

/// Everything about a connector in another process that several threads look at; only touched with its lock held.
struct SupervisedState {
  /// The process, from its start until it has been taken from the system's table.
  struct Life {
    var child: any SupervisedProcess
    var startedAt: Int64
    /// Its library is loaded.
    var isLoaded = false
    /// Its instance has been made, or could not be: from now on it answers what it is asked.
    var isReady = false
    /// When it was asked last whether it is there; nil when it has answered.
    var askedAt: Int64?
    var nextQuestion: Int64
    /// When the last bytes came from it.
    var lastHeard: Int64
    /// Why the gateway ended it.
    var verdict: ChildEnding?
    /// Has it said that all is over?
    var hasStopped = false
    /// Its host is being stopped: it gets nothing new.
    var isLeaving = false
    var health: ConnectorHealth?
    var processorUse = ProcessorUse()
  }

  /// What is to be done when an account is shut down.
  struct Stop {
    /// The process is ended then.
    var endAt: Int64
    /// Told when it is over.
    var ended: [@Sendable () -> Void]
  }

  var life: Life?
  /// No process before then, and why.
  var rest: (until: Int64, reason: String)?
  var stop: Stop?
  /// The thread runs.
  var isRunning = false
  /// No thread hands over what has finished any more.
  var isOver = false
  var mayConnect = true
  var lastSerial: UInt64 = 0
  /// Of operations as processes know them; grows from process to process.
  var lastNumber: UInt64 = 0

  /// All that have not ended.
  var works: [c4a_op: ChildWork] = [:]
  var sends = WorkQueue<ChildWork>()
  var webhooks = WorkQueue<ChildWork>()
  /// Sends and webhook requests that are to be tried alone.
  var suspects = WorkQueue<ChildWork>()
  /// The one that is being tried.
  var tried: ChildWork?
  /// Bytes of the bodies that wait.
  var webhookBytes = 0
  /// How many of the sends that wait have not ended meanwhile.
  var queued = 0
  /// What the process has, by number.
  var handed: [UInt64: ChildWork] = [:]
  var inFlight = 0
  /// No work has an earlier deadline.
  var earliestDeadline = Int64.max

  /// HTTP requests of the process: its number, that of the port, and the bytes of the body.
  var requests: [UInt64: (port: UInt64, bytes: Int, storesResponse: Bool)] = [:]
  var requestBytes = 0
  /// What the process may read: of the sends that it has, and of responses until it has no more use for them.
  var files: [UInt64: any ConnectorFile] = [:]
  /// Grows from process to process.
  var lastFile: UInt64 = 0
  /// Let go of, which for a large file takes a while: not with the lock held.
  var doneFiles: [any ConnectorFile] = []
  var fileQuestions: [FileQuestion] = []
  var kept = KeptState()
  var unstored: [ConnectorStateChange] = []
  var events: [ConnectorEvent] = []
  var finishedSends: [(work: ChildWork, result: SendResult)] = []
  var finishedWebhooks: [(work: ChildWork, outcome: WebhookOutcome)] = []
  var notices: [@Sendable () -> Void] = []
  var isDelivering = false
  /// Told once how making the instance went.
  var created: (@Sendable (SendResult) -> Void)?

  var policy: CrashPolicy
  /// The same for links to other hosts.
  var links = CrashPolicy(.links)
  /// Why there is no link; nil while there is one, and where none is needed.
  var linkFault: String?
  /// By how the processes ended.
  var crashesByReason: [String: UInt64] = [:]
  var suspicion = Suspicion()
  var trials: Trials
  var bars: CallbackBars
  var starts: UInt64 = 0
  /// Of the processes before.
  var counters = ConnectorCounters()
  var logBucket: TokenBucket

  var hasFinished: Bool {
    !finishedSends.isEmpty || !finishedWebhooks.isEmpty || !events.isEmpty || !notices.isEmpty || !unstored.isEmpty
      || !doneFiles.isEmpty || !fileQuestions.isEmpty
  }
}
