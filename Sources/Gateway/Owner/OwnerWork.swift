import Connectors
import Inbox
import Logging
import Model
import Postgres
import Store

/// The state of the owner's task, and its turns.
///
/// A turn takes the mail, starts the next job at the database unless one is running, and lets go what may leave. The
/// job's report comes back as mail. Nothing of a batch counts before its report says that it was committed.
struct OwnerWork {
  /// How often the owner looks at the inbox, deadlines and parked receipts without being told.
  static let tick = Duration.seconds(1)
  /// How long it rests after the database failed.
  static let errorDelay = Duration.milliseconds(200)
  /// How long a partition rests that holds something unworkable.
  static let stuckDelay = Duration.seconds(30)
  /// The longest rest between two jobs.
  static let shortRest = Duration.milliseconds(8)
  /// The longest rest between two jobs while more is being accepted than can be stored at once, and how often it looks
  /// whether that is still so.
  static let longestRest = Duration.seconds(3)
  static let restCheck = Duration.milliseconds(50)
  /// Deliveries loaded at once per partition and account.
  static let loadLimit = 100

  let owner: PartitionOwner
  let keeper: LeaseKeeper
  let intake: EventIntake
  let clock = ContinuousClock()

  var counters: [Int16: PartitionCounter] = [:]
  /// Partitions that are being handed over, and until when that may take.
  var handingOver: [Int16: ContinuousClock.Instant] = [:]
  /// Partitions whose stored rows cannot be worked on, and when to try again. Their answers wait with them.
  var stuck: [Int16: ContinuousClock.Instant] = [:]
  var scheduler: LaneScheduler
  var desk = ReceiptDesk()
  var recent = RecentDeliveries()
  /// Answers that have to be written down.
  var answers: [SendAnswer] = []
  var hasInbox = true
  /// Partitions of which the last look at the inbox brought something: that many share the next one's envelopes, or twice
  /// as many.
  private var busyPartitions = Int(Int16.max)
  /// What comes next instead of a step, after something went wrong.
  var remedy: OwnerJob?
  private var nextTick: ContinuousClock.Instant
  /// When events that could not be stored are tried again.
  var nextTry: ContinuousClock.Instant
  /// Since the last tick, parked receipts have not been looked after, and inbox and deadlines not been looked at.
  private var hasToTend = false
  private var hasToLook = false
  /// The last turn left something in the inbox.
  private var isBehind = false
  private var jobBegan: ContinuousClock.Instant
  private var wasLoading = false
  private var isBusy = false
  /// The database is left alone until then.
  var restsUntil: ContinuousClock.Instant?
  /// That rest is for the sake of the rush, and ends with it.
  var givesWay = false
  var isFailing = false
  private var isStopping = false

  init(owner: PartitionOwner, keeper: LeaseKeeper, intake: EventIntake) {
    self.owner = owner
    self.keeper = keeper
    self.intake = intake
    nextTick = clock.now
    nextTry = clock.now
    jobBegan = clock.now
    scheduler = LaneScheduler(accounts: owner.connectors.accounts.map(\.configuration), at: clock.now)
  }

  mutating func run() async {
    await withDiscardingTaskGroup { group in
      while true {
        takeMail()
        submitEvents()
        if !isBusy {
          if Task.isCancelled || (isStopping && counters.isEmpty) { break }
          if let job = nextJob() {
            isBusy = true
            jobBegan = clock.now
            group.addTask { [pool = owner.pool, mailbox = owner.mailbox] in
              do {
                mailbox.put(.success(try await pool.perform { try job.run(on: $0) }))
              } catch {
                mailbox.put(.failure(OwnerJob.Failure(job: job, cause: error)))
              }
            }
          }
        }
        let next = depart()
        publishFigures()
        // Callers put something into the inbox a thousand times a second; only an owner that can look wants to know.
        guard owner.mailbox.listen(toInbox: !isBusy && restsUntil == nil) else { continue }
        await owner.mailbox.signal.sleep(for: pause(until: next))
      }
    }
    // What was reported about deliveries whose partition is given up goes the long way.
    for event in desk.takeAll() { owner.submit(event, to: intake) }
  }

  private func pause(until next: ContinuousClock.Instant?) -> Duration {
    // Ticks and hand-overs are jobs too: while the database is left alone, they wait with the others.
    var instants = restsUntil.map { [$0] } ?? [nextTick] + handingOver.values
    if givesWay { instants.append(clock.now + Self.restCheck) }
    if let next { instants.append(next) }
    if desk.hasEarly { instants.append(clock.now + .milliseconds(50)) }
    // While a job runs, its report wakes the owner; a past instant must not keep it awake.
    let floor = isBusy ? Duration.milliseconds(5) : Duration.zero
    return max(floor, clock.now.duration(to: instants.min() ?? clock.now + Self.tick))
  }

  // MARK: What has come

  private mutating func takeMail() {
    let mail = owner.mailbox.take()
    isStopping = isStopping || mail.isStopping
    hasInbox = hasInbox || mail.hasInbox
    for change in mail.leases { apply(change) }
    let now = clock.now
    if mail.hasAccounts {
      scheduler.adopt(
        owner.connectors.accounts.map(\.configuration),
        partitions: counters.keys.filter { handingOver[$0] == nil }, at: now)
    }
    for answer in mail.answers { note(answer, at: now) }
    answers += mail.answers.filter { counters[$0.item.partition] != nil }
    desk.add(answers: mail.answers, events: mail.events, now: now) { scheduler.load(of: $0).inFlight > 0 }
    if let report = mail.report {
      isBusy = false
      switch report {
      case .success(let report):
        take(report)
        rest()
      case .failure(let failure): fail(failure.job, failure.cause)
      }
    }
  }

  private mutating func note(_ answer: SendAnswer, at now: ContinuousClock.Instant) {
    let account = answer.item.delivery.account
    owner.metrics.connectorResults[account, answer.result.resultClass.rawValue].increment()
    guard scheduler.answered(answer.item.lane, answer.result, pass: answer.pass, at: now) else { return }
    let state = scheduler.breakerState(of: account, at: now)
    owner.logger.warning(
      "a circuit breaker changed",
      metadata: [
        "account": "\(account)", "state": "\(state.rawValue)", "message_id": "\(answer.item.owned.messageID)",
        "result": "\(answer.result.codeName)", "detail": "\(answer.result.detail)",
      ])
  }

  private mutating func apply(_ change: LeaseChange) {
    switch change {
    case .gained(let lease):
      scheduler.end(lease.partition)
      recent.remove(partition: lease.partition)
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

  mutating func forget(_ partition: Int16) {
    counters[partition] = nil
    handingOver[partition] = nil
    scheduler.end(partition)
    answers.removeAll { $0.item.partition == partition }
    desk.remove(partition: partition)
    recent.remove(partition: partition)
  }

  // MARK: The database's turn

  private mutating func nextJob() -> OwnerJob? {
    let now = clock.now
    if let rest = restsUntil {
      guard rest <= now || (givesWay && !owner.isRushed()) else { return nil }
      restsUntil = nil
      givesWay = false
    }
    if now >= nextTick {
      nextTick = now + Self.tick
      hasToTend = true
      hasToLook = true
    }
    stuck = stuck.filter { $0.value > now }
    if let remedy {
      self.remedy = nil
      return remedy
    }
    guard !counters.isEmpty else { return nil }
    if let release = releaseJob(at: now) { return release }
    if hasToTend {
      hasToTend = false
      return .tend(partitions: counters.keys.sorted(), parkedReceiptAge: owner.configuration.parkedReceiptAge)
    }
    // Steps and loading take turns, so that neither holds up the other.
    if !wasLoading, let load = loadJob() {
      wasLoading = true
      return load
    }
    wasLoading = false
    let open = counters.keys.filter { handingOver[$0] == nil && stuck[$0] == nil }.sorted()
    var step = OwnerStep(
      node: owner.configuration.nodeID, rules: owner.rules, counters: counters, open: open,
      answers: answers.filter { stuck[$0.item.partition] == nil },
      receipts: desk.receipts.filter { stuck[$0.partition] == nil }, looksAtInbox: hasInbox || hasToLook,
      looksAtDeadlines: hasToLook,
      share: OwnerStep.share(ofEach: min(open.count, 2 * busyPartitions), isRushed: owner.isRushed()))
    if step.looksAtInbox || !step.answers.isEmpty || !step.receipts.isEmpty {
      // What arrives from now on may have missed this look.
      hasInbox = false
      hasToLook = false
      step.known.reserveCapacity(step.answers.count)
      for answer in step.answers { step.known[answer.key] = recent[answer.key] }
      for receipt in step.receipts { step.known[receipt.key] = recent[receipt.key] }
      return .step(step)
    }
    return loadJob()
  }

  private func loadJob() -> OwnerJob? {
    let (cursors, excluded) = scheduler.wanted()
    return cursors.isEmpty ? nil : .load(cursors, excluding: excluded, limit: Self.loadLimit)
  }

  /// Partitions leave when nothing of them is with a connector, or their time is up.
  private func releaseJob(at now: ContinuousClock.Instant) -> OwnerJob? {
    let ready = handingOver.filter { !scheduler.isBusy($0.key) || $0.value <= now }.keys.sorted()
    guard !ready.isEmpty else { return nil }
    return .release(
      node: owner.configuration.nodeID,
      ready.map { partition in
        (partition: partition, epoch: counters[partition]?.epoch ?? 0, cleanly: !scheduler.isBusy(partition))
      })
  }

  private mutating func take(_ report: OwnerJob.Report) {
    if isFailing { owner.logger.info("the partitions' work goes on") }
    isFailing = false
    switch report {
    case .stepped(let step, let result):
      take(result, of: step)
    case .isolated(let parts):
      for (step, result) in parts {
        switch result {
        case .success(let result): take(result, of: step)
        case .failure(let error):
          for partition in step.counters.keys { hold(partition, error) }
        }
      }
    case .loaded(let items, let cursors, let limit):
      scheduler.loaded(
        items.filter { counters[$0.partition] != nil }, from: cursors, limit: limit, now: .now(), at: clock.now)
    case .tended(let unparked, let depth):
      owner.metrics.inboxDepth.set(depth)
      if unparked > 0 { hasInbox = true }
    case .released:
      finishHandOvers()
    case .resynced(let leases):
      resync(leases)
    }
  }

  private mutating func take(_ result: OwnerStep.Result, of step: OwnerStep) {
    let written = Set(step.answers.map(\.key))
    answers.removeAll { written.contains($0.key) }
    desk.written(step.receipts)
    if result.renames.isEmpty, result.addressMoves.isEmpty {
      for owned in result.written.joined()
      where counters[owned.partition]?.epoch == step.counters[owned.partition]?.epoch {
        recent.keep(owned)
      }
    } else {
      // Those change deliveries that the batch has not seen.
      recent.removeAll()
    }
    if result.hasMore { hasInbox = true }
    isBehind = result.hasMore
    if step.looksAtInbox { busyPartitions = result.busyPartitions }
    var tails: [Int16: Int64] = [:]
    for (partition, counter) in result.counters {
      guard let before = counters[partition], before.epoch == counter.epoch else { continue }
      if counter.nextPosition > before.nextPosition { tails[partition] = counter.nextPosition - 1 }
      counters[partition] = counter
    }
    if !tails.isEmpty { owner.eventsEntered(tails) }
    for owned in result.ended { scheduler.discard(owned) }
    let now = clock.now
    for settlement in result.settlements {
      switch settlement.disposition {
      case .done: scheduler.settle(settlement.lane, .done)
      case .again(let delay): scheduler.settle(settlement.lane, .again(settlement.owned, at: now + delay))
      }
    }
    for rename in result.renames {
      scheduler.rename(rename.from, into: rename.into, in: rename.conversationID)
    }
    for move in result.moves { scheduler.move(move) }
    scheduler.move(result.addressMoves)
    scheduler.add(result.planned.filter { counters[$0.partition] != nil })
    for place in result.toLoad where counters[place.partition] != nil {
      scheduler.load(partition: place.partition, account: place.account, after: place.after)
    }
    measure(result)
  }

  /// Rests after a job, so that more can arrive and the next job's fixed cost is shared: twice as long as the job took,
  /// at the most ``shortRest``. Where something was left, enough has arrived.
  ///
  /// While more is being accepted than can be stored at once, storing goes first, and the owner has about a fortieth of the
  /// time. What was accepted is safe, and is worked on as soon as the rush is over.
  private mutating func rest() {
    let now = clock.now
    givesWay = owner.isRushed() && counters.count > handingOver.count
    let took = now - jobBegan
    if givesWay {
      restsUntil = now + min(Self.longestRest, took * 39)
    } else {
      restsUntil = isBehind ? nil : now + min(Self.shortRest, took * 2)
    }
  }
}
