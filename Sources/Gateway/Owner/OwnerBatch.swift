import Inbox
import JSON
import Model
import Routing
import Store

/// The decisions of one batch: what has arrived and what is known go in, what has to be written comes out. No I/O.
///
/// Everything is applied to the rows as they were read for this batch, in order: answers of connectors and their
/// receipts, then deadlines, then the inbox. Numbers are taken from copies of the counters, which count only once the batch is committed.
struct OwnerBatch {
  /// What a batch is decided with.
  struct Rules: Sendable {
    var planner: DeliveryPlanner
    /// By account.
    var outcomes: [String: OutcomeRule]
    /// Accounts over which people may answer, whoever they are.
    var inboundAccounts: Set<String> = []
  }

  /// What was read for this batch.
  struct Context {
    var heads: [ConversationID: ConversationHead] = [:]
    var deliveries: [DeliveryKey: OwnedDelivery] = [:]
    /// By message (ordinal 0).
    var lastOrdinals: [DeliveryKey: Int16] = [:]
    /// Messages that are changed, as they are; those that get their places in this batch are added.
    var messages: [StoredMessage.Key: StoredMessage] = [:]
    /// Messages of this batch's inbox that are changed in this batch as well.
    var awaited: Set<StoredMessage.Key> = []
    /// The platforms' names of messages that are answered.
    var quoted: [StoredMessage.Key: [QuotedName]] = [:]
    /// How those messages begin.
    var excerpts: [StoredMessage.Key: String] = [:]
    /// The platforms' names of the second and later parts of messages that are changed.
    var parts: [DeliveryKey: [String]] = [:]
    /// The members' other ids have been read, where they matter.
    var knowsAliases = false
  }

  let rules: Rules
  let now: Timestamp
  var counters: [Int16: PartitionCounter]
  var context: Context

  var writes = OwnerWrites()
  /// Deliveries that can leave as soon as the batch is committed.
  var planned: [LaneItem] = []
  /// Places in queues from which deliveries have to be loaded.
  var toLoad: [(partition: Int16, account: String, after: Int64)] = []
  /// Deliveries that ended without an answer from their connector.
  var ended: [OwnedDelivery] = []
  var settlements: [(lane: LaneKey, disposition: OutcomeRule.Disposition, owned: OwnedDelivery)] = []
  /// Steps that deliveries took, by channel type, and how long messages took from accepted to sent: for the metrics.
  var steps: [(channel: String, status: DeliveryStatus)] = []
  var latencies: [Duration] = []
  /// Messages that a recipient has read now.
  var reads: [Courtesy] = []
  /// Members that go by other ids: what waits for the one waits for the other.
  var renames: [OwnerWrites.Rename] = []
  /// Chats that go by other names: what waits for the one goes to the other.
  var moves: [ChatMove] = []
  /// Conversations in which somebody is named who is no member, and whose members' other ids are not known.
  var unresolved: Set<ConversationID> = []
  private var changed: Set<DeliveryKey> = []
  private var internalKeys: [InternalRecipient: DeliveryKey] = [:]
  private var created: Set<DeliveryKey> = []
  private var touched: Set<Int16> = []

  init(rules: Rules, now: Timestamp, counters: [Int16: PartitionCounter], context: Context) {
    self.rules = rules
    self.now = now
    self.counters = counters
    self.context = context
    for owned in context.deliveries.values { index(owned) }
  }

  /// Someone who gets a message over `internal`.
  struct InternalRecipient: Hashable {
    var clientID: ClientID
    var messageID: String
    var userID: String
  }

  func internalDelivery(of recipient: InternalRecipient) -> DeliveryKey? { internalKeys[recipient] }

  private mutating func index(_ owned: OwnedDelivery) {
    guard owned.delivery.account == RoutingTable.internalChannel else { return }
    let recipient = InternalRecipient(
      clientID: owned.clientID, messageID: owned.messageID, userID: owned.delivery.recipient)
    internalKeys[recipient] = owned.delivery.key
  }

  /// Applies everything and fills ``writes``.
  mutating func decide(
    answers: [SendAnswer], receipts: [SendReceipt] = [], due: [DeliveryKey], envelopes: [Envelope],
    random: () -> Double
  ) throws(JSONError) {
    for answer in answers { apply(answer, random: random()) }
    for receipt in receipts {
      advance(receipt.key, to: receipt.status, at: receipt.occurredAt, detail: receipt.detail)
    }
    for key in due { applyDeadline(key) }
    for envelope in envelopes {
      touched.insert(envelope.partition)
      switch envelope.kind {
      case .message: try place(envelope)
      case .receipt: try applyReceipt(envelope)
      case .redrive: try redrive(envelope)
      case .event: try enter(envelope)
      case .change: try change(envelope)
      case .rename: try rename(envelope)
      }
    }
    writes.taken = envelopes
    writes.newDeliveries = created.compactMap { context.deliveries[$0] }
    writes.changedDeliveries = changed.subtracting(created).compactMap { context.deliveries[$0] }
    writes.cursors = touched.sorted().compactMap { partition in
      counters[partition].map {
        .init(partition: partition, epoch: $0.epoch, nextPosition: $0.nextPosition, nextDelivery: $0.nextDelivery)
      }
    }
  }

  // MARK: Deliveries

  /// Keeps a delivery as changed, tells of the steps it took, and lets its siblings have their turns.
  mutating func update(_ owned: OwnedDelivery, from before: DeliveryStatus) {
    let key = owned.delivery.key
    context.deliveries[key] = owned
    changed.insert(key)
    touched.insert(owned.partition)
    let status = owned.delivery.status
    guard status != before else { return }
    guard owned.delivery.change == nil else {
      // How far the words that stand for it have got is nobody's concern, only whether they went out.
      if before == .pending || status == .failed { append(.messageOperation, owned, at: now) }
      if status == .failed { writes.deadLetters.append(owned) }
      return
    }
    steps.append((channel: owned.delivery.channel, status: status))
    if let type = EventType(step: status) {
      let time = owned.delivery.steps.last { $0.status == status }?.at ?? now
      append(type, owned, at: time)
    }
    if status == .read {
      reads.append(.read(messageID: owned.messageID, client: owned.clientID, reader: owned.delivery.recipient))
    }
    if status == .failed { writes.deadLetters.append(owned) }
    if owned.delivery.deadlineSeconds != nil { takeTurns(after: owned) }
  }

  mutating func add(_ owned: OwnedDelivery) {
    context.deliveries[owned.delivery.key] = owned
    created.insert(owned.delivery.key)
    index(owned)
    touched.insert(owned.partition)
  }

  mutating func append(_ type: EventType, _ owned: OwnedDelivery, at time: Timestamp) {
    append(
      type, partition: owned.partition, client: owned.clientID, conversation: owned.delivery.key.conversationID,
      messageID: owned.messageID, sequenceNumber: owned.delivery.key.sequenceNumber, at: time,
      data: owned.delivery.eventData)
  }

  mutating func append(
    _ type: EventType, partition: Int16, client: ClientID, conversation: ConversationID, messageID: String?,
    sequenceNumber: Int64?, at time: Timestamp, data: [UInt8]
  ) {
    writes.events.append(
      Event(
        partition: partition, position: counters[partition]!.takePosition(), type: type, clientID: client,
        conversationID: conversation, messageID: messageID, sequenceNumber: sequenceNumber, occurredAt: time,
        data: data))
  }

  private mutating func applyDeadline(_ key: DeliveryKey) {
    guard let owned = context.deliveries[key] else { return }
    if let expiry = owned.delivery.pendingExpiry, expiry <= now {
      expire(owned)
    } else {
      update(owned, from: owned.delivery.status)
      if owned.delivery.deadlineSeconds != nil { takeTurns(after: owned) }
    }
  }

  /// Gives up a delivery whose message has expired.
  mutating func expire(_ owned: OwnedDelivery) {
    var owned = owned
    let before = owned.delivery.status
    if before == .waiting {
      _ = owned.delivery.advance(to: .skipped, at: now)
    } else if owned.delivery.advance(to: .failed, at: now) {
      owned.delivery.reason = "expired"
      ended.append(owned)
    }
    update(owned, from: before)
  }

  /// Moves the other deliveries of a `first_success` message on after one of them has changed.
  private mutating func takeTurns(after owned: OwnedDelivery) {
    let key = owned.delivery.key
    let turns = context.deliveries.values.filter {
      $0.delivery.key.conversationID == key.conversationID && $0.delivery.key.sequenceNumber == key.sequenceNumber
        && $0.delivery.recipient == owned.delivery.recipient && $0.delivery.deadlineSeconds != nil
    }.sorted { $0.delivery.key.ordinal < $1.delivery.key.ordinal }
    let table = rules.planner.table
    let step = Succession.step(turns.map(\.delivery), at: now) { account in
      account == RoutingTable.internalChannel || table.account(named: account)?.reportsDelivery ?? true
    }
    for var turn in turns where step.endTurn.contains(turn.delivery.key.ordinal) {
      turn.delivery.fallbackAt = nil
      update(turn, from: turn.delivery.status)
    }
    for var turn in turns where step.skip.contains(turn.delivery.key.ordinal) {
      _ = turn.delivery.advance(to: .skipped, at: now)
      update(turn, from: .waiting)
    }
    for turn in turns where step.begin.contains(turn.delivery.key.ordinal) { begin(turn) }
  }

  private mutating func begin(_ turn: OwnedDelivery) {
    var turn = turn
    _ = turn.delivery.advance(to: .pending, at: now)
    turn.queueID = counters[turn.partition]!.takeDelivery()
    turn.delivery.fallbackAt = turn.delivery.deadlineSeconds.map { now.advanced(by: .seconds($0)) }
    if turn.delivery.account == RoutingTable.internalChannel {
      _ = turn.delivery.advance(to: .sent, at: now)
    } else {
      toLoad.append((partition: turn.partition, account: turn.delivery.account, after: turn.queueID - 1))
      noteContact(turn)
    }
    update(turn, from: .waiting)
  }
}
