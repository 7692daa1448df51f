import Inbox
import Logging
import Model
import Postgres
import Store

/// The state of the dispatcher's task, and its turns.
struct WebhookWork {
  /// How often everything is looked at without being told.
  static let tick = Duration.seconds(1)
  /// How long the database is left alone after it failed.
  static let errorDelay = Duration.milliseconds(200)
  /// How often endpoints are asked for while there are none, and cursors are written that nothing else goes with.
  static let idleDelay = Duration.milliseconds(100)
  static let cleanupInterval = Duration.seconds(60)
  /// With so many POSTs under way their answers come one after another; a turn for each would cost more than the answer.
  static let manyFlights = 16
  /// How long answers are gathered then.
  static let gathering = Duration.microseconds(400)

  let dispatcher: WebhookDispatcher
  let clock = ContinuousClock()
  private var scheduler: WebhookScheduler
  /// Leases that were gained and are not told of yet.
  private var gained: [Int16: Lease] = [:]
  private var handingOver: Set<Int16> = []
  private var version: Int64 = 0
  /// Endpoints are known as they were at the start, at least.
  private var knowsWebhooks = false
  private var hasToLook = true
  private var isReading = false
  private var isRecording = false
  private var restsUntil: ContinuousClock.Instant?
  private var nextTick: ContinuousClock.Instant
  private var nextIdleRead: ContinuousClock.Instant
  private var nextCursors: ContinuousClock.Instant
  private var nextCleanup: ContinuousClock.Instant
  private var isFailing = false
  private let startedAt: ContinuousClock.Instant
  private var stopsAt: ContinuousClock.Instant?
  /// What the running job is to write, in case that it fails.
  private var underway = WebhookWrites()
  private var loading = WebhookScheduler.LoadPlan()

  init(dispatcher: WebhookDispatcher) {
    self.dispatcher = dispatcher
    scheduler = WebhookScheduler(limits: dispatcher.configuration.limits)
    let now = clock.now
    startedAt = now
    nextTick = now + Self.tick
    nextIdleRead = now
    nextCursors = now
    nextCleanup = now + Self.cleanupInterval
  }

  mutating func run() async {
    await withDiscardingTaskGroup { group in
      while true {
        takeMail()
        scheduler.tick(.now())
        if Task.isCancelled || isFinished { break }
        startJobs(&group)
        depart()
        publishFigures()
        await dispatcher.mailbox.signal.sleep(for: pause())
        if scheduler.inFlight >= Self.manyFlights { try? await Task.sleep(for: Self.gathering) }
      }
    }
  }

  private var isFinished: Bool {
    guard let stopsAt, !isReading, !isRecording else { return false }
    let isIdle = scheduler.inFlight == 0 && !scheduler.writes.isWorthwhile
    return isIdle || clock.now >= stopsAt
  }

  private func pause() -> Duration {
    var pause = max(.zero, clock.now.duration(to: nextTick))
    if let next = scheduler.nextInstant {
      // A floor, since what is due may have to wait for room or for a job.
      pause = min(pause, max(.milliseconds(isRecording ? 20 : 1), next.duration(since: .now())))
    }
    if let restsUntil { pause = min(pause, max(.zero, clock.now.duration(to: restsUntil))) }
    if scheduler.hasUnwrittenCursors { pause = min(pause, max(.milliseconds(1), clock.now.duration(to: nextCursors))) }
    if scheduler.known.isEmpty, !isReading, scheduler.hasUnread {
      pause = min(pause, max(.milliseconds(1), clock.now.duration(to: nextIdleRead)))
    }
    if stopsAt != nil { pause = min(pause, .milliseconds(50)) }
    return pause
  }

  // MARK: What has come

  private mutating func takeMail() {
    let mail = dispatcher.mailbox.take()
    if mail.isStopping, stopsAt == nil { stopsAt = clock.now + dispatcher.configuration.stopTimeout }
    for change in mail.leases { apply(change) }
    for (partition, tail) in mail.tails { scheduler.grow(partition, to: tail) }
    if mail.mayHaveMissed { scheduler.toLoad.formUnion(scheduler.known.keys) }
    for id in mail.changed where scheduler.known[id] != nil { scheduler.toLoad.insert(id) }
    if mail.mayHaveMissed || !mail.changed.isEmpty { hasToLook = true }
    if clock.now >= nextTick {
      nextTick = clock.now + Self.tick
      hasToLook = true
    }
    for answered in mail.answers { take(answered) }
    if let report = mail.reads {
      isReading = false
      judge(Result { try take(report.get()) })
    }
    if let report = mail.records {
      isRecording = false
      let written = underway
      underway = WebhookWrites()
      if case .failure = report {
        scheduler.restore(written)
        loadAgain()
      }
      judge(Result { try take(report.get()) })
    }
  }

  private mutating func apply(_ change: LeaseChange) {
    switch change {
    case .gained(let lease):
      handingOver.remove(lease.partition)
      scheduler.forget(lease.partition)
      gained[lease.partition] = lease
    case .lost(let partition):
      gained[partition] = nil
      handingOver.remove(partition)
      scheduler.forget(partition)
    case .handOver(let partition):
      // What is in flight is still waited for; the next owner goes on from the cursor.
      gained[partition] = nil
      handingOver.insert(partition)
      scheduler.leave(partition)
    }
  }

  private mutating func take(_ answered: WebhookMailbox.Answered) {
    let told = scheduler.answered(
      answered.webhookID, answered.key, answered.answer, startedAt: answered.startedAt, at: .now(),
      random: .random(in: 0..<1))
    let metrics = dispatcher.metrics
    metrics.attemptSeconds.observe(answered.answer.elapsed)
    guard let told else { return }
    switch told.outcome {
    case .succeeded: metrics.delivered.increment()
    case .failed:
      metrics.failed.increment()
      metrics.retries.increment()
    case .exhausted:
      metrics.failed.increment()
      metrics.exhausted.increment()
      dispatcher.logger.warning(
        "an event was given up for a webhook",
        metadata: [
          "webhook_id": "\(answered.webhookID)", "partition": "\(answered.key.partition)",
          "position": "\(answered.key.position)",
        ])
    }
    if let latency = told.latency { metrics.deliverySeconds.observe(latency) }
    if let reason = told.disabled {
      metrics.disabled[reason.rawValue].increment()
      dispatcher.logger.warning(
        "a webhook was disabled", metadata: ["webhook_id": "\(answered.webhookID)", "reason": "\(reason.rawValue)"])
    }
  }

  /// Notes whether a job came to something.
  private mutating func judge(_ result: Result<Void, any Error>) {
    switch result {
    case .success:
      if isFailing { dispatcher.logger.info("webhooks go on") }
      isFailing = false
    case .failure(let error):
      let cause = (error as? WebhookFailure)?.cause ?? error
      if !isFailing { dispatcher.logger.error("webhooks are held up", metadata: ["error": "\(cause)"]) }
      isFailing = true
      restsUntil = clock.now + Self.errorDelay
    }
  }

  private mutating func take(_ report: WebhookReadJob.Report) throws {
    let now = Timestamp.now()
    knowsWebhooks = true
    scheduler.apply(report.changes, at: now)
    for change in report.changes { version = max(version, change.version) }
    if !report.isVoid { try scheduler.take(report.plan, report.result, at: now) }
  }

  private mutating func take(_ report: WebhookRecordJob.Report) throws {
    if let unwritten = report.unwritten {
      scheduler.restore(unwritten)
      for partition in report.lost { scheduler.forget(partition) }
      loadAgain()
      return
    }
    let now = Timestamp.now()
    for lease in report.gained where gained[lease.partition]?.epoch == lease.epoch {
      let tail = gained.removeValue(forKey: lease.partition)!.nextPosition - 1
      scheduler.begin(lease.partition, epoch: lease.epoch, position: lease.position, tail: tail)
    }
    scheduler.takeUp(report.catchups)
    try scheduler.load(report.retries, at: now)
    scheduler.loaded(loading.lanes)
    for (id, time) in report.nextDue { scheduler.expect(id, at: time) }
    if report.hasMore { nextCleanup = clock.now }
  }

  /// What the last job was to load is still wanted.
  private mutating func loadAgain() {
    scheduler.toLoad.formUnion(loading.lanes.filter { scheduler.known[$0] != nil })
    for id in loading.due { scheduler.expect(id, at: .now()) }
  }

  // MARK: The database's turn

  private mutating func startJobs(_ group: inout DiscardingTaskGroup) {
    if let rest = restsUntil {
      guard clock.now >= rest else { return }
      restsUntil = nil
    }
    if !isRecording, let job = recordJob() {
      isRecording = true
      group.addTask { [dispatcher] in
        let report = await Self.attempt { try await dispatcher.pool.perform { try job.run(on: $0) } }
        dispatcher.mailbox.put { $0.records = report }
      }
    }
    if !isReading, let job = readJob() {
      isReading = true
      group.addTask { [dispatcher] in
        let report = await Self.attempt { try await dispatcher.pool.perform { try job.run(on: $0) } }
        dispatcher.mailbox.put { $0.reads = report }
      }
    }
  }

  private static func attempt<Report: Sendable>(
    _ body: () async throws -> Report
  ) async -> Result<Report, WebhookFailure> {
    do {
      return .success(try await body())
    } catch {
      return .failure(WebhookFailure(cause: error))
    }
  }

  private mutating func readJob() -> WebhookReadJob? {
    guard stopsAt == nil else { return nil }
    let now = clock.now
    // Without endpoints nothing is urgent, and the log need not be read at all.
    guard !scheduler.known.isEmpty || hasToLook || now >= nextIdleRead else { return nil }
    let plan = scheduler.readPlan(except: handingOver)
    guard !plan.isEmpty || hasToLook else { return nil }
    hasToLook = false
    nextIdleRead = now + Self.idleDelay
    return WebhookReadJob(plan: plan, version: version)
  }

  private mutating func recordJob() -> WebhookRecordJob? {
    let now = clock.now
    let withCursors = now >= nextCursors || stopsAt != nil
    let writes = scheduler.takeWrites(withCursors: withCursors)
    if !writes.isEmpty { nextCursors = now + Self.idleDelay }
    // A take-over makes sense once it is known who wants to hear.
    let leases = knowsWebhooks && stopsAt == nil ? Array(gained.values) : []
    let loads = stopsAt == nil ? scheduler.takeLoads(at: .now()) : .init()
    let cleansUp = now >= nextCleanup && stopsAt == nil
    guard !writes.isEmpty || !leases.isEmpty || !loads.isEmpty || cleansUp else { return nil }
    if cleansUp { nextCleanup = now + Self.cleanupInterval }
    underway = writes
    loading = loads
    return WebhookRecordJob(
      writes: writes, partitionCount: dispatcher.configuration.partitionCount, leases: leases,
      partitions: Array(scheduler.partitions.keys), loads: loads,
      known: leases.isEmpty ? nil : Array(scheduler.known.keys),
      attemptAge: cleansUp ? dispatcher.configuration.attemptAge : nil)
  }

  // MARK: What leaves

  private mutating func depart() {
    guard stopsAt == nil else { return }
    let answered = scheduler.writes.attempts.count + underway.attempts.count
    let room = UnwrittenLimit.after(startedAt.duration(to: clock.now)) - answered
    for departure in scheduler.departures(upTo: room) { send(departure) }
  }

  private func send(_ departure: WebhookScheduler.Departure) {
    let now = Timestamp.now()
    let event = departure.item.event
    let id = departure.webhook.webhookID
    let post = WebhookPost(
      event: event.eventID, body: event.body, to: departure.webhook, signer: departure.signer, at: now,
      timeout: dispatcher.configuration.limits.timeout)
    dispatcher.transport.post(post) { [mailbox = dispatcher.mailbox] answer in
      mailbox.put { $0.answers.append(.init(webhookID: id, key: event.key, answer: answer, startedAt: now)) }
    }
  }

  private func publishFigures() {
    let metrics = dispatcher.metrics
    metrics.queued.set(Int64(scheduler.count))
    metrics.inFlight.set(Int64(scheduler.inFlight))
    metrics.lagging.set(Int64(scheduler.own.count))
    metrics.backlog.set(scheduler.unread)
  }
}
