import NIOCore

/// Drives a callback queue: sends what may go, and comes back when more may. Confined to its event loop.
final class CallbackSender<Content: Sendable> {
  /// Milliseconds that a webhook has for its answer.
  static var timeout: TimeAmount { .seconds(60) }

  private(set) var queue: CallbackQueue<Content>
  private let platform: FaultTarget
  private let client: CallbackClient
  private let loop: any EventLoop
  private let time: TimeSource
  private var random: SeededGenerator
  private var timer: (at: Moment, task: Scheduled<Void>)?
  private var isPumping = false
  /// Makes the request of some contents; nil while there is nowhere to send to.
  var compose: ([Content]) -> CallbackRequest? = { _ in nil }
  /// Whether anything may go now.
  var isOpen: () -> Bool = { false }
  /// Called after each attempt.
  var onAttempt: (CallbackRecord, ClientResponse?) -> Void = { _, _ in }

  init(
    platform: FaultTarget, settings: CallbackQueue<Content>.Settings, client: CallbackClient, loop: any EventLoop,
    time: TimeSource, seed: UInt64
  ) {
    self.platform = platform
    self.client = client
    self.loop = loop
    self.time = time
    queue = CallbackQueue(settings)
    random = SeededGenerator(seed: seed)
  }

  /// POSTs under way at once.
  var maxInFlight: Int {
    get { queue.settings.maxInFlight }
    set { queue.settings.maxInFlight = newValue }
  }

  /// Adds what happened; false where the queue is full. ``pump()`` sends it.
  func add(_ content: Content, lane: CallbackLane?, now: Moment, dueAt: Moment) -> Bool {
    queue.add(content, lane: lane, now: now, dueAt: dueAt)
  }

  func removeAll() -> [Content] { queue.removeAll() }

  func pump() {
    // An attempt may fail before `send` returns, and comes back here.
    guard !isPumping, isOpen() else { return }
    isPumping = true
    defer { isPumping = false }
    let now = time.now()
    while let delivery = queue.next(now: now) { attempt(delivery, startedAt: now) }
    arm(now)
  }

  private func attempt(_ delivery: CallbackDelivery<Content>, startedAt: Moment) {
    guard let request = compose(delivery.contents) else {
      finish(delivery, startedAt: startedAt, .failure(ClientFailure(code: .stopped)))
      return
    }
    client.send(
      .POST, request.target, headers: request.headers, body: request.body, timeout: Self.timeout
    ) { [weak self] result in self?.finish(delivery, startedAt: startedAt, result) }
  }

  private func finish(
    _ delivery: CallbackDelivery<Content>, startedAt: Moment, _ result: Result<ClientResponse, ClientFailure>
  ) {
    let now = time.now()
    var record = CallbackRecord(
      platform: platform, at: startedAt, attempt: delivery.attempts, items: delivery.contents.count,
      milliseconds: now - startedAt)
    var response: ClientResponse?
    switch result {
    case .success(let answer) where (200..<300).contains(answer.status):
      response = answer
      record.status = answer.status
      queue.succeeded(delivery.id, now: now)
    case .success(let answer):
      response = answer
      record.status = answer.status
      record.problem = "Wrong response from the webhook: \(answer.status)"
      let retryAfter = answer.headers.first(name: "retry-after").flatMap { Int($0) }
      record.retryIn = queue.failed(delivery.id, now: now, retryAfter: retryAfter, using: &random)
    case .failure(let failure):
      record.problem = failure.description
      record.retryIn = queue.failed(delivery.id, now: now, retryAfter: nil, using: &random)
    }
    onAttempt(record, response)
    pump()
  }

  private func arm(_ now: Moment) {
    guard let wake = queue.nextWake else { return }
    if let timer {
      guard wake < timer.at else { return }
      timer.task.cancel()
    }
    let delay = TimeAmount.milliseconds(max(0, wake - now))
    timer = (
      wake,
      loop.assumeIsolated().scheduleTask(in: delay) { [weak self] in
        self?.timer = nil
        self?.pump()
      }
    )
  }
}
