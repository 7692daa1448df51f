import Connectors
import Foundation
import JSON
import Model
import Routing
import Store
import TestSupport

@testable import Gateway
@testable import Inbox

/// The tables of one partition, as values, around the owner's decisions: random messages, answers, receipts, deadlines,
/// dead letters tried again, and batches that are lost before they are committed.
struct OwnerWorld {
  static let table = RoutingTable(accounts: [
    RoutableAccount(name: "echo", channel: "echo", reportsDelivery: true),
    RoutableAccount(name: "mute", channel: "mute", reportsDelivery: false),
  ])

  private(set) var inbox: [Envelope] = []
  private(set) var heads: [ConversationID: ConversationHead] = [:]
  private(set) var messages: [ConversationID: [Message]] = [:]
  private(set) var deliveries: [DeliveryKey: OwnedDelivery] = [:]
  private(set) var events: [Event] = []
  private(set) var deadLetters: [OwnedDelivery] = []
  private(set) var complaints: [String] = []
  private var contacts: [OwnerWrites.Contact: ConversationID] = [:]
  private(set) var acceptedIDs: [String] = []

  private var counter = PartitionCounter(epoch: 1, nextPosition: 1, nextDelivery: 1)
  private var generator: SeededGenerator
  private var now = LaneSchedulerTests.time
  private var nextID: Int64 = 1
  private let client = ClientID(UUID())

  init(seed: UInt64) {
    generator = SeededGenerator(seed: seed)
    for number in UInt8(1)...4 {
      heads[LaneSchedulerTests.conversation(number)] = ConversationHead(
        clientID: client, lastSequenceNumber: 0, lastMessageAt: nil,
        members: [
          .init(userID: "ana", addresses: ["echo": "a", "mute": "a"]), .init(userID: "bruno", addresses: ["echo": "b"]),
          .init(userID: "carla", addresses: [:]),
        ])
    }
  }

  mutating func step() {
    now = now.advanced(by: .milliseconds(Int.random(in: 0...4000, using: &generator)))
    for _ in 0..<Int.random(in: 0...3, using: &generator) { accept() }
    for _ in 0..<Int.random(in: 0...3, using: &generator) { report() }
    if Int.random(in: 0..<6, using: &generator) == 0 { redrive() }
    runBatch(isLost: Int.random(in: 0..<4, using: &generator) == 0)
  }

  /// Takes everything that is left, so that what was accepted must have its place.
  mutating func finish() {
    while !inbox.isEmpty { runBatch(isLost: false) }
  }

  private mutating func enqueue(
    _ kind: Envelope.Kind, _ conversation: ConversationID, _ messageID: String?, _ body: JSONValue
  ) {
    inbox.append(
      Envelope(
        partition: 0, id: nextID, kind: kind, clientID: client, conversationID: conversation, messageID: messageID,
        sender: "ana", body: JSONWriter.bytes(of: body),
        // Nodes' clocks differ.
        receivedAt: now.advanced(by: .milliseconds(Int.random(in: -500...500, using: &generator))),
        expiresAt: Int.random(in: 0..<5, using: &generator) == 0 ? now.advanced(by: .seconds(5)) : nil))
    nextID += 1
  }

  private mutating func accept() {
    let id = "m\(nextID)"
    acceptedIDs.append(id)
    var body = JSONObject([
      ("channels", [["all"], ["echo"], ["mute", "echo"], ["internal"]].randomElement(using: &generator)!),
      ("payload", ["type": "text", "text": "hello"]),
    ])
    if Bool.random(using: &generator) { body["strategy"] = "first_success" }
    if Bool.random(using: &generator) { body["to"] = ["bruno"] }
    enqueue(.message, LaneSchedulerTests.conversation(.random(in: 1...4, using: &generator)), id, .object(body))
  }

  private mutating func report() {
    guard let owned = deliveries.values.sorted(by: { $0.queueID < $1.queueID }).randomElement(using: &generator) else {
      return
    }
    let status = [DeliveryStatus.sent, .delivered, .read, .failed].randomElement(using: &generator)!
    let key = owned.delivery.key
    if owned.delivery.account == "internal", Bool.random(using: &generator) {
      enqueue(
        .receipt, key.conversationID, owned.messageID,
        ["recipient": .string(owned.delivery.recipient), "status": .integer(status.rawValue)])
    } else {
      enqueue(
        .receipt, key.conversationID, nil,
        [
          "sequence_number": .integer(key.sequenceNumber), "ordinal": .integer(key.ordinal),
          "status": .integer(status.rawValue),
        ])
    }
  }

  private mutating func redrive() {
    guard let letter = deadLetters.randomElement(using: &generator) else { return }
    enqueue(
      .redrive, letter.delivery.key.conversationID, letter.messageID,
      [
        "sequence_number": .integer(letter.delivery.key.sequenceNumber),
        "ordinal": .integer(letter.delivery.key.ordinal),
      ])
  }

  private mutating func answers() -> [SendAnswer] {
    let codes: [Int32] = [0, 0, 0, 100, 101, 200, 300, 400, 900]
    var gate = AccountGate(limits: SendLimits(maxInFlight: 1000), breaker: .init(), at: .now)
    return deliveries.values.filter { $0.delivery.status == .pending }.sorted { $0.queueID < $1.queueID }
      .prefix(Int.random(in: 0...4, using: &generator)).compactMap { owned in
        guard case .go(let pass) = gate.admit(at: .now) else { return nil }
        let code = codes.randomElement(using: &generator)!
        return SendAnswer(
          item: LaneItem(owned: owned, text: "hello", sender: "ana", createdAt: now), pass: pass,
          result: SendResult(code: code, remoteID: code == 0 ? "r\(owned.queueID)" : nil), answeredAt: now)
      }
  }

  private mutating func runBatch(isLost: Bool) {
    let taken = Array(inbox.prefix(Int.random(in: 1...6, using: &generator)))
    let answers = answers()
    let due = deliveries.values.filter { owned in
      guard [.pending, .sent, .waiting].contains(owned.delivery.status) else { return false }
      return [owned.delivery.fallbackAt, owned.delivery.pendingExpiry].compactMap { $0 }.contains { $0 <= now }
    }.map(\.delivery.key).sorted { $0.sequenceNumber < $1.sequenceNumber }
    let schedule = RetrySchedule(delays: [.seconds(1)], maxAttempts: 3, jitter: 0)
    let rule = OutcomeRule(schedule: schedule, isIdempotent: false, uncertain: .retry)
    var lastOrdinals: [DeliveryKey: Int16] = [:]
    for key in deliveries.keys {
      let message = DeliveryKey(conversationID: key.conversationID, sequenceNumber: key.sequenceNumber, ordinal: 0)
      lastOrdinals[message] = max(lastOrdinals[message] ?? 0, key.ordinal)
    }
    var batch = OwnerBatch(
      rules: .init(
        planner: DeliveryPlanner(table: Self.table, defaultDeadline: 3), outcomes: ["echo": rule, "mute": rule],
        inboundAccounts: ["echo"]),
      now: now, counters: [0: counter],
      context: .init(heads: heads, deliveries: deliveries, lastOrdinals: lastOrdinals))
    do {
      try batch.decide(answers: answers, due: due, envelopes: taken) { 0.5 }
    } catch {
      complaints.append("a batch failed: \(error)")
      return
    }
    if batch.settlements.count != answers.count { complaints.append("an answer was not settled") }
    if !isLost { commit(batch) }
  }

  /// What the database does with a batch, with its constraints as complaints.
  private mutating func commit(_ batch: OwnerBatch) {
    let writes = batch.writes
    inbox.removeFirst(writes.taken.count)
    for new in writes.messages {
      let message = new.message
      let last = messages[message.conversationID]?.last
      if message.sequenceNumber != (last?.sequenceNumber ?? 0) + 1 { complaints.append("a sequence number has a gap") }
      if let last, message.createdAt < last.createdAt { complaints.append("time fell within a conversation") }
      messages[message.conversationID, default: []].append(message)
    }
    for (id, head) in writes.heads {
      heads[id]!.lastSequenceNumber = head.lastSequenceNumber
      heads[id]!.lastMessageAt = head.lastMessageAt
    }
    // Whoever is written to can answer at once.
    for owned in writes.newDeliveries + writes.changedDeliveries
    where owned.delivery.account == "echo" && owned.delivery.status == .pending {
      let contact = OwnerWrites.Contact(clientID: client, account: "echo", userID: owned.delivery.recipient)
      if let noted = writes.contacts[contact] { contacts[contact] = noted.conversationID }
      if contacts[contact] == nil { complaints.append("somebody is written to and could not be found by the answer") }
    }
    for owned in writes.newDeliveries {
      if deliveries[owned.delivery.key] != nil { complaints.append("a delivery was planned twice") }
      deliveries[owned.delivery.key] = owned
    }
    for owned in writes.changedDeliveries {
      guard let before = deliveries[owned.delivery.key] else {
        complaints.append("a delivery changed that does not exist")
        continue
      }
      if !Self.reachable(from: before.delivery.status, to: owned.delivery.status) {
        complaints.append("a status went from \(before.delivery.status) to \(owned.delivery.status)")
      }
      deliveries[owned.delivery.key] = owned
    }
    for event in writes.events {
      if event.position != Int64(events.count + 1) { complaints.append("the event log has a gap") }
      events.append(event)
    }
    deadLetters += writes.deadLetters
    counter = batch.counters[0]!
    if !writes.isEmpty, writes.cursors.map(\.nextPosition) != [counter.nextPosition] {
      complaints.append("a batch was not fenced")
    }
  }

  /// Several steps of the lattice may fall into one batch.
  private static func reachable(from: DeliveryStatus, to: DeliveryStatus) -> Bool {
    from == to || DeliveryStatus.allCases.contains { from.canAdvance(to: $0) && reachable(from: $0, to: to) }
  }
}
