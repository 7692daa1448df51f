import Connectors
import Foundation
import JSON
import Model
import Routing
import Store
import Testing

@testable import Gateway
@testable import Inbox

/// How changes of messages become deliveries of their own, and what answers make of them.
struct CarryingTests {
  private static let conversation = LaneSchedulerTests.conversation(1)
  private static let client = ClientID(UUID())
  private static let key = StoredMessage.Key(clientID: client, messageID: "m")
  private static let time = LaneSchedulerTests.time

  private static let table = RoutingTable(accounts: [
    RoutableAccount(
      name: "able", channel: "able", reportsDelivery: true, traits: [.text, .reply, .edit, .delete, .reaction]),
    RoutableAccount(name: "plain", channel: "plain", reportsDelivery: true, traits: [.text, .reply]),
    RoutableAccount(name: "mute", channel: "mute", reportsDelivery: true, traits: []),
  ])

  /// A message of ana's, which bruno has on `able`, carla on `plain` and dora on `mute`.
  private func batch(_ status: DeliveryStatus = .sent, source: Bool = false) -> OwnerBatch {
    var context = OwnerBatch.Context()
    context.heads[Self.conversation] = ConversationHead(
      clientID: Self.client, lastSequenceNumber: 1, lastMessageAt: nil,
      members: [
        .init(userID: "ana", addresses: ["able": "a"]), .init(userID: "bruno", addresses: ["able": "b"]),
        .init(userID: "carla", addresses: ["plain": "c"]), .init(userID: "dora", addresses: ["mute": "d"]),
      ])
    context.messages[Self.key] = StoredMessage(
      id: 1, key: Self.key, conversationID: Self.conversation, sequenceNumber: 1, sender: "ana",
      body: MessageBody(
        json: Array(#"{"to":[],"channels":["all"],"payload":{"type":"text","text":"Olá a todos"}}"#.utf8)))
    context.quoted[Self.key] = []
    if source {
      context.quoted[Self.key] = [
        QuotedName(account: "able", userID: "ana", chat: "a", remoteID: "in-1", delivery: nil)
      ]
    }
    for (ordinal, (user, channel)) in [("bruno", "able"), ("carla", "plain"), ("dora", "mute")].enumerated() {
      let key = DeliveryKey(conversationID: Self.conversation, sequenceNumber: 1, ordinal: Int16(ordinal))
      var delivery = Delivery(
        key: key, recipient: user, channel: channel, account: channel, address: String(user.prefix(1)), status: .pending
      )
      if status != .pending {
        _ = delivery.advance(to: status, at: Self.time)
        delivery.externalMessageID = "out-\(ordinal)"
      }
      context.deliveries[key] = OwnedDelivery(
        delivery: delivery, clientID: Self.client, messageID: "m", partition: 0, queueID: Int64(ordinal + 1))
    }
    let place = DeliveryKey(conversationID: Self.conversation, sequenceNumber: 1, ordinal: 0)
    context.lastOrdinals[place] = 2
    let rule = OutcomeRule(
      schedule: RetrySchedule(delays: [.seconds(1)], maxAttempts: 3, jitter: 0), isIdempotent: false, uncertain: .park)
    return OwnerBatch(
      rules: .init(
        planner: DeliveryPlanner(table: Self.table, defaultDeadline: 3),
        outcomes: ["able": rule, "plain": rule, "mute": rule]),
      now: Self.time, counters: [0: PartitionCounter(epoch: 1, nextPosition: 1, nextDelivery: 10)], context: context)
  }

  private func envelope(_ change: MessageChange) -> Envelope {
    Envelope(
      partition: 0, id: 9, kind: .change, clientID: Self.client, conversationID: Self.conversation, messageID: "m",
      sender: nil, body: change.json, receivedAt: Self.time, expiresAt: nil)
  }

  private func decided(
    _ kind: MessageChange.Kind, _ text: String = "", by user: String = "ana", status: DeliveryStatus = .sent,
    source: Bool = false
  ) throws -> OwnerBatch {
    var batch = batch(status, source: source)
    let change = MessageChange(kind: kind, text: text, userID: user, source: .api, occurredAt: Self.time)
    try batch.decide(answers: [], due: [], envelopes: [envelope(change)]) { 0.5 }
    return batch
  }

  private func outcomes(_ batch: OwnerBatch) -> [String: OperationOutcome] {
    var outcomes: [String: OperationOutcome] = [:]
    for owned in batch.writes.newDeliveries { outcomes[owned.delivery.recipient] = owned.delivery.change?.outcome }
    return outcomes
  }

  @Test func eachRecipientGetsAnEditAsTheirChannelCan() throws {
    let batch = try decided(.edited, "Olá!")
    #expect(outcomes(batch) == ["bruno": .native, "carla": .correction, "dora": .recorded])
    #expect(batch.planned.map(\.delivery.recipient) == ["bruno", "carla"])
    #expect(batch.planned.map(\.quote) == [.name("out-0"), .name("out-1")])
    #expect(batch.planned.map(\.queueID) == [10, 11])
    // What nothing is sent for is told at once.
    #expect(batch.writes.events.map(\.type) == [.messageEdited, .messageOperation])
  }

  @Test func aReactionReachesItsAuthorAndNotTheOneWhoReacts() throws {
    let batch = try decided(.reaction, "👍", by: "bruno", source: true)
    #expect(outcomes(batch) == ["ana": .native, "carla": .words, "dora": .recorded])
    let item = try #require(batch.planned.first { $0.delivery.recipient == "ana" })
    #expect(item.quote == .name("in-1"))
    #expect(item.delivery.address == "a")
  }

  @Test func aReactionThatIsTakenBackIsSaidByNoSign() throws {
    var batch = batch()
    let times = [Self.time, Self.time.advanced(by: .seconds(1))]
    let envelopes = zip(["👍", ""], times).map { text, time in
      envelope(MessageChange(kind: .reaction, text: text, userID: "bruno", source: .api, occurredAt: time))
    }
    try batch.decide(answers: [], due: [], envelopes: envelopes) { 0.5 }
    let own = batch.writes.newDeliveries.filter { $0.delivery.recipient == "carla" }
    #expect(Set(own.compactMap(\.delivery.change?.outcome)) == [.words, .recorded])
    #expect(own.count == 2)
  }

  @Test func whatIsDeletedBeforeItIsSentIsNotSent() throws {
    let batch = try decided(.deleted, status: .pending)
    let statuses = batch.writes.changedDeliveries.map(\.delivery.status)
    #expect(statuses == [.skipped, .skipped, .skipped])
    #expect(batch.ended.count == 3)
    // One of them may have been with its connector.
    let expected: [Quote?] = [.delivery(key(0)), .delivery(key(1))]
    #expect(batch.planned.map(\.quote) == expected)
  }

  private func key(_ ordinal: Int) -> DeliveryKey {
    DeliveryKey(conversationID: Self.conversation, sequenceNumber: 1, ordinal: Int16(ordinal))
  }

  private func answered(_ kind: MessageChange.Kind, _ text: String, _ result: SendResult) throws -> (
    owned: OwnedDelivery, disposition: OutcomeRule.Disposition, batch: OwnerBatch
  ) {
    let planned = try #require(try decided(kind, text).planned.first)
    var gate = AccountGate(limits: SendLimits(), breaker: .init(), at: .now)
    guard case .go(let pass) = gate.admit(at: .now) else { preconditionFailure("a new gate is open") }
    var next = batch()
    next.context.deliveries[planned.delivery.key] = planned.owned
    let answer = SendAnswer(item: planned, pass: pass, result: result, answeredAt: Self.time)
    try next.decide(answers: [answer], due: [], envelopes: []) { 0.5 }
    let settled = try #require(next.settlements.first)
    return (settled.owned, settled.disposition, next)
  }

  @Test func whatThePlatformCannotDoThisTimeIsSaidInWords() throws {
    let (owned, disposition, batch) = try answered(.edited, "Olá!", SendResult(code: 201, detail: "too old"))
    #expect(disposition == .again(after: .zero))
    #expect(owned.delivery.status == .pending)
    #expect(owned.delivery.change?.outcome == .correction)
    #expect(owned.delivery.notes == [OperationNote(.edit, .correction)])
    #expect(owned.delivery.change?.text == "Olá!")
    #expect(batch.writes.events.isEmpty)
  }

  @Test func anEditThatWorkedIsToldAndItsWordsAreForgotten() throws {
    let (owned, disposition, batch) = try answered(.edited, "Olá!", SendResult(code: 0, remoteID: "new-name"))
    #expect(disposition == .done)
    #expect(owned.delivery.status == .sent && owned.delivery.change?.text == "")
    #expect(owned.delivery.externalMessageID == nil)
    #expect(batch.context.deliveries[key(0)]?.delivery.externalMessageID == "new-name")
    #expect(batch.writes.events.map(\.type) == [.messageOperation])
    #expect(batch.writes.deadLetters.isEmpty && batch.latencies.isEmpty)
  }

  @Test func anEditWithoutAnAnswerIsMadeAgain() throws {
    let (owned, disposition, _) = try answered(.edited, "Olá!", SendResult(code: 400))
    #expect(disposition == .again(after: .seconds(1)))
    #expect(owned.delivery.status == .pending && !owned.delivery.possibleDuplicate)
  }

  @Test func whatNeverGotThereNeedsNoChange() throws {
    let (owned, disposition, _) = try answered(.deleted, "", .unknownHere)
    #expect(disposition == .done)
    #expect(owned.delivery.status == .skipped && owned.delivery.reason == "message_not_sent")
  }

  @Test(arguments: [
    (CarriedChange.Kind.edit, "Olá!", true, nil, "✏️ Olá!"), (.delete, "", true, nil, "🗑️"),
    (.reaction, "👍", true, nil, "👍"), (.reaction, "👍", false, nil, "👍 ↩ “Bom dia”"),
    (.edit, "Olá!", true, "Ana Lima", "✏️ Ana Lima: Olá!"), (.delete, "", true, "Ana Lima", "🗑️ Ana Lima"),
    (.reaction, "👍", true, "Ana Lima", "👍 Ana Lima"),
    (.reaction, "👍", false, "Ana Lima", "👍 Ana Lima ↩ “Bom dia”"),
  ]) func saysChangesInSigns(
    kind: CarriedChange.Kind, text: String, isQuoted: Bool, actor: String?, words: String
  ) {
    let change = CarriedChange(kind: kind, outcome: .words, text: text, actorName: actor, occurredAt: Self.time)
    #expect(DegradedText.of(change, isQuoted: isQuoted, excerpt: "Bom dia") == words)
  }

  @Test func anExcerptIsOneShortLine() {
    #expect(Excerpt.of("**Bom**\ndia", format: .markdown) == "Bom dia")
    #expect(Excerpt.of("  \n ") == nil)
    #expect(Excerpt.of(String(repeating: "x", count: 500))?.count == Excerpt.limit)
  }

  @Test func typingIsShownEveryFewSeconds() {
    var rhythm = TypingRhythm()
    let place = TypingRhythm.Place(account: "able", chat: "b")
    let now = ContinuousClock.now
    let shown = [(false, 0), (false, 2), (false, 3), (true, 4), (false, 4)].map { stopped, second in
      rhythm.admits(place, stopped: stopped, at: now + .seconds(second))
    }
    #expect(shown == [true, false, true, true, true])
  }
}
