import Connectors
import Inbox
import Logging
import Model
import Postgres
import Store

/// The state and the turns of the owner's task.
struct OwnerWork {
  /// How often the owner looks at the inbox, deadlines and parked receipts without being told.
  static let tick = Duration.seconds(1)
  /// How long it rests after the database failed.
  static let errorDelay = Duration.milliseconds(200)
  /// How long a partition rests that holds something unworkable.
  static let stuckDelay = Duration.seconds(30)
  /// Deliveries loaded at once per partition and account.
  static let loadLimit = 100

  let owner: PartitionOwner
  let keeper: LeaseKeeper
  let intake: EventIntake
  private let clock = ContinuousClock()

  private var counters: [Int16: PartitionCounter] = [:]
  /// Partitions that are being handed over, and until when that may take.
  private var handingOver: [Int16: ContinuousClock.Instant] = [:]
  private var scheduler: LaneScheduler
  /// Partitions whose stored rows cannot be worked on, and when to try again. Their answers wait with them.
  private var stuck: [Int16: ContinuousClock.Instant] = [:]
  /// Answers that have to be written down.
  private var answers: [SendAnswer] = []
  private var hasInbox = true
  private var nextTick: ContinuousClock.Instant
  private var isFailing = false
  private var isStopping = false

  init(owner: PartitionOwner, keeper: LeaseKeeper, intake: EventIntake) {
    self.owner = owner
    self.keeper = keeper
    self.intake = intake
    nextTick = clock.now
    scheduler = LaneScheduler(accounts: owner.connectors.accounts.map(\.configuration), at: clock.now)
  }

  mutating func run() async {
    while true {
      takeMail()
      let pause = await turn()
      await finishHandOvers()
      if Task.isCancelled || (isStopping && counters.isEmpty) { return }
      let next = depart()
      publishFigures()
      var wait = min(clock.now.duration(to: nextTick), pause ?? Self.tick)
      if let next { wait = min(wait, clock.now.duration(to: next)) }
      if wait > .zero { await owner.mailbox.signal.sleep(for: wait) }
    }
  }

  // MARK: What has come

  private mutating func takeMail() {
    let mail = owner.mailbox.take()
    isStopping = isStopping || mail.isStopping
    hasInbox = hasInbox || mail.hasInbox
    for change in mail.leases { apply(change) }
    let now = clock.now
    for answer in mail.answers {
      owner.metrics.connectorResults[answer.item.delivery.account, answer.result.resultClass.rawValue].increment()
      if scheduler.answered(answer.item.lane, answer.result, pass: answer.pass, at: now) {
        let account = answer.item.delivery.account
        let state = scheduler.breakerState(of: account, at: now)
        owner.logger.warning(
          "a circuit breaker changed", metadata: ["account": "\(account)", "state": "\(state.rawValue)"])
      }
    }
    answers += mail.answers
    pendingEvents += mail.events
  }

  private var pendingEvents: [ConnectorEvent] = []

  private mutating func apply(_ change: LeaseChange) {
    switch change {
    case .gained(let lease):
      scheduler.end(lease.partition)
      handingOver[lease.partition] = nil
      counters[lease.partition] = PartitionCounter(
        epoch: lease.epoch, nextPosition: lease.nextPosition, nextDelivery: lease.nextDelivery)
      scheduler.begin(lease.partition, doubtfulUntil: lease.wasReleasedCleanly ? 0 : lease.nextDelivery)
      hasInbox = true
    case .lost(let partition):
      forget(partition)
    case .handOver(let partition):
      guard counters[partition] != nil else {
        keeper.released(partition)
        return
      }
      handingOver[partition] = clock.now + owner.configuration.handOverTimeout
      scheduler.drain(partition)
    }
  }

  private mutating func forget(_ partition: Int16) {
    counters[partition] = nil
    handingOver[partition] = nil
    scheduler.end(partition)
    answers.removeAll { $0.item.partition == partition }
  }

  // MARK: The database's turn

  /// - Returns: How long to rest at most before the next turn; nil until something comes.
  private mutating func turn() async -> Duration? {
    let isTick = clock.now >= nextTick
    if isTick { nextTick = clock.now + Self.tick }
    guard !counters.isEmpty else { return nil }
    stuck = stuck.filter { $0.value > clock.now }
    let step = OwnerStep(
      node: owner.configuration.nodeID, rules: owner.rules, counters: counters,
      open: counters.keys.filter { handingOver[$0] == nil && stuck[$0] == nil }.sorted(),
      answers: answers.filter { stuck[$0.item.partition] == nil },
      looksAtInbox: hasInbox || isTick, looksAtDeadlines: isTick)
    do {
      var pause: Duration?
      if step.looksAtInbox || step.looksAtDeadlines || !step.answers.isEmpty {
        let result = try await owner.pool.perform { try step.run(on: $0) }
        answers.removeAll { stuck[$0.item.partition] == nil }
        hasInbox = result.hasMore
        take(result)
        if result.hasMore { pause = .zero }
      }
      if try await load() { pause = .zero }
      if isTick { try await tend() }
      submitEvents()
      if isFailing { owner.logger.info("the partitions' work goes on") }
      isFailing = false
      return pause
    } catch {
      if let error = error as? PostgresError, !error.concernsRows {
        await recover(from: error)
      } else {
        await isolate(step, after: error)
      }
      return Self.errorDelay
    }
  }

  /// Something stored cannot be worked on. One partition at a time shows which partition it lies in; that one waits
  /// for somebody to look at it, and the others go on.
  private mutating func isolate(_ step: OwnerStep, after error: any Error) async {
    owner.logger.error("a batch cannot be worked on; trying its partitions one by one", metadata: ["error": "\(error)"])
    for partition in step.counters.keys.sorted() where stuck[partition] == nil {
      do {
        let part = step.restricted(to: partition)
        let result = try await owner.pool.perform { try part.run(on: $0) }
        answers.removeAll { $0.item.partition == partition }
        take(result)
      } catch {
        guard (error as? PostgresError)?.concernsRows ?? true else { return await recover(from: error) }
        stuck[partition] = clock.now + Self.stuckDelay
        owner.logger.error(
          "a partition is held up by what is stored in it",
          metadata: ["partition": "\(partition)", "error": "\(error)", "retry_after": "\(Self.stuckDelay)"])
      }
    }
  }

  private mutating func take(_ result: OwnerStep.Result) {
    for (partition, counter) in result.counters { counters[partition] = counter }
    for owned in result.ended { scheduler.discard(owned) }
    let now = clock.now
    for settlement in result.settlements {
      switch settlement.disposition {
      case .done: scheduler.settle(settlement.lane, .done)
      case .again(let delay): scheduler.settle(settlement.lane, .again(settlement.owned, at: now + delay))
      }
    }
    scheduler.add(result.planned)
    for place in result.toLoad {
      scheduler.load(partition: place.partition, account: place.account, after: place.after)
    }
    measure(result)
  }

  /// Loads deliveries that wait in the database for room in memory.
  /// - Returns: Whether there may be more.
  private mutating func load() async throws -> Bool {
    let (cursors, excluded) = scheduler.wanted()
    guard !cursors.isEmpty else { return false }
    let query = OwnerReads.pending(
      cursors.map { (partition: $0.partition, account: $0.account, after: $0.after) }, limit: Self.loadLimit,
      excluding: excluded.map {
        (conversationID: $0.conversationID, recipient: $0.recipient, account: $0.account)
      })
    let items = try await owner.pool.perform { connection in
      try OwnerReads.pending(from: connection.query(query)).map(LaneItem.init)
    }
    scheduler.loaded(items, from: cursors, limit: Self.loadLimit, now: .now(), at: clock.now)
    return !scheduler.wanted().cursors.isEmpty
  }

  /// What is done once a tick: parked receipts whose message is known by now, and the depth of the inbox.
  private mutating func tend() async throws {
    let partitions = counters.keys.sorted()
    let age = owner.configuration.parkedReceiptAge
    let (unparked, depth) = try await owner.pool.perform { connection in
      let unparked = try ReceiptStore.unpark(partitions: partitions, on: connection)
      _ = try ReceiptStore.expire(olderThan: age, on: connection)
      return (unparked, try connection.query(InboxQueries.depth()).single().int64(0))
    }
    owner.metrics.inboxDepth.set(depth)
    if unparked > 0 { hasInbox = true }
  }

  /// After the batch, so that a receipt never comes before the answer of its own send.
  private mutating func submitEvents() {
    let events = pendingEvents
    pendingEvents = []
    for event in events {
      intake.submit(event) { [owner] result in
        guard case .failure(let error) = result else { return }
        // Offered again with the next batch; where the mailbox is full too, the event is lost and that is said.
        if error.isRetriable || error.code == .outcomeUnknown, owner.mailbox.put([event]) { return }
        owner.logger.error(
          "an event of a connector was lost",
          metadata: ["account": "\(event.account)", "kind": "\(event.kind)", "error": "\(error)"])
      }
    }
  }

  private mutating func recover(from error: any Error) async {
    if !isFailing { owner.logger.error("the partitions' work is held up", metadata: ["error": "\(error)"]) }
    isFailing = true
    guard let error = error as? PostgresError, !error.isRetriable || error.sqlState == OwnerWrites.fencedState else {
      return
    }
    // Whether the batch was committed is unknown, or a lease has gone: what the database says counts.
    do {
      let node = owner.configuration.nodeID
      let held = try await owner.pool.perform { try LeaseQueries.held(by: node, on: $0) }
      let leases = Dictionary(held.map { ($0.partition, $0) }) { first, _ in first }
      for (partition, counter) in counters {
        guard let lease = leases[partition], lease.epoch == counter.epoch else {
          forget(partition)
          continue
        }
        counters[partition]!.nextPosition = lease.nextPosition
        counters[partition]!.nextDelivery = lease.nextDelivery
        if handingOver[partition] == nil { scheduler.restart(partition) }
      }
      hasInbox = true
    } catch {
      owner.logger.debug("leases cannot be read", metadata: ["error": "\(error)"])
    }
  }

  // MARK: What leaves

  private mutating func depart() -> ContinuousClock.Instant? {
    let (departures, next) = scheduler.departures(at: clock.now)
    for departure in departures { send(departure) }
    return next
  }

  private func send(_ departure: LaneScheduler.Departure) {
    let item = departure.item
    let key = item.delivery.key
    let message = OutboundText(
      messageID: item.owned.messageID, conversationKey: key.conversationID.description,
      address: item.delivery.address ?? "", text: item.text,
      idempotencyKey: "\(key.conversationID)/\(key.sequenceNumber)/\(key.ordinal)",
      deadline: owner.configuration.sendTimeout, attempt: Int(item.delivery.attempts) + 1,
      possibleDuplicate: item.mayHaveBeenSent || item.delivery.possibleDuplicate, sender: item.sender)
    owner.connectors.sendText(message, account: item.delivery.account) { [mailbox = owner.mailbox] result in
      mailbox.put(SendAnswer(item: item, pass: departure.pass, result: result, answeredAt: .now()))
    }
  }

  // MARK: Handing over

  private mutating func finishHandOvers() async {
    guard !handingOver.isEmpty else { return }
    let now = clock.now
    let ready = handingOver.filter { !scheduler.isBusy($0.key) || $0.value <= now }.keys.sorted()
    guard !ready.isEmpty else { return }
    let leases = ready.map { partition in
      (partition: partition, epoch: counters[partition]?.epoch ?? 0, cleanly: !scheduler.isBusy(partition))
    }
    do {
      _ = try await owner.pool.query(LeaseQueries.release(node: owner.configuration.nodeID, leases: leases))
    } catch {
      // They expire by themselves.
      owner.logger.warning("leases could not be given back", metadata: ["error": "\(error)"])
    }
    for partition in ready {
      forget(partition)
      keeper.released(partition)
    }
  }

  // MARK: Figures

  private func measure(_ result: OwnerStep.Result) {
    for step in result.steps {
      switch step.status {
      case .sent: owner.metrics.messagesSent[step.channel].increment()
      case .delivered: owner.metrics.messagesDelivered[step.channel].increment()
      case .read: owner.metrics.messagesRead[step.channel].increment()
      case .failed: owner.metrics.messagesFailed[step.channel].increment()
      default: break
      }
    }
    for latency in result.latencies { owner.metrics.deliverySeconds.observe(latency) }
    for letter in result.deadLetters { owner.metrics.deadLetters[letter.delivery.channel].increment() }
  }

  private func publishFigures() {
    let now = clock.now
    var figures: [String: ChannelFigures] = [:]
    var queued = 0
    var inFlight = 0
    for name in scheduler.accountNames {
      let load = scheduler.load(of: name)
      queued += load.queued
      inFlight += load.inFlight
      figures[name] = ChannelFigures(
        queued: load.queued, inFlight: load.inFlight, breaker: scheduler.breakerState(of: name, at: now))
    }
    owner.figures.withLock { $0 = figures }
    owner.metrics.lanesQueued.set(Int64(queued))
    owner.metrics.sendsInFlight.set(Int64(inFlight))
    owner.metrics.partitionsOwned.set(Int64(counters.count))
  }
}
