import Connectors
import Foundation
import JSON
import Model
import Routing
import Store
import Testing

@testable import Gateway
@testable import Inbox

/// Changes that were given up: they are dead letters, and are tried again as the message is by then.
struct RedrivingTests {
  private static let conversation = LaneSchedulerTests.conversation(1)
  private static let client = ClientID(UUID())
  private static let key = StoredMessage.Key(clientID: client, messageID: "m")
  private static let time = LaneSchedulerTests.time
  private static let table = RoutingTable(accounts: [
    RoutableAccount(name: "able", channel: "able", reportsDelivery: true, traits: [.text, .reply, .edit, .reaction])
  ])
  private static let place = DeliveryKey(conversationID: conversation, sequenceNumber: 1, ordinal: 1)

  private static func failed(_ change: CarriedChange?) -> OwnedDelivery {
    var delivery = Delivery(
      key: place, recipient: "bruno", channel: "able", account: "able", address: "old", status: .pending)
    delivery.change = change
    if let change { delivery.note(change.kind.operation, change.outcome) }
    delivery.reason = "attempts_exhausted"
    _ = delivery.advance(to: .failed, at: time)
    return OwnedDelivery(delivery: delivery, clientID: client, messageID: "m", partition: 0, queueID: 2)
  }

  private static func pending(_ change: CarriedChange) -> OwnedDelivery {
    let delivery = Delivery(
      key: place, recipient: "bruno", channel: "able", account: "able", address: "old", status: .pending)
    var owned = OwnedDelivery(delivery: delivery, clientID: client, messageID: "m", partition: 0, queueID: 2)
    owned.delivery.change = change
    return owned
  }

  private static func change(
    _ kind: CarriedChange.Kind, _ outcome: OperationOutcome = .native, _ text: String = ""
  ) -> CarriedChange {
    CarriedChange(kind: kind, outcome: outcome, text: text, actor: "ana", actorName: "Ana", occurredAt: time)
  }

  private func batch(_ owned: OwnedDelivery, _ change: (inout StoredMessage) -> Void = { _ in }) -> OwnerBatch {
    var context = OwnerBatch.Context()
    context.heads[Self.conversation] = ConversationHead(
      clientID: Self.client, lastSequenceNumber: 1, lastMessageAt: nil,
      members: [.init(userID: "ana", addresses: [:]), .init(userID: "bruno", addresses: ["able": "new"])])
    var message = StoredMessage(
      id: 1, key: Self.key, conversationID: Self.conversation, sequenceNumber: 1, sender: "ana",
      body: MessageBody(json: Array(#"{"payload":{"type":"text","text":"**now**","format":"markdown"}}"#.utf8)))
    change(&message)
    context.messages[Self.key] = message
    context.deliveries[Self.place] = owned
    var first = Self.place
    first.ordinal = 0
    context.lastOrdinals[first] = 3
    let rule = OutcomeRule(
      schedule: RetrySchedule(delays: [.seconds(1)], maxAttempts: 1, jitter: 0), isIdempotent: false, uncertain: .park)
    return OwnerBatch(
      rules: .init(planner: DeliveryPlanner(table: Self.table, defaultDeadline: 3), outcomes: ["able": rule]),
      now: Self.time, counters: [0: PartitionCounter(epoch: 1, nextPosition: 1, nextDelivery: 10)], context: context)
  }

  private func redriven(
    _ owned: OwnedDelivery, _ change: (inout StoredMessage) -> Void = { _ in }
  ) throws -> (delivery: Delivery, batch: OwnerBatch) {
    var batch = batch(owned, change)
    try batch.decide(
      answers: [], due: [],
      envelopes: [
        Envelope(
          partition: 0, id: 9, kind: .redrive, clientID: Self.client, conversationID: Self.conversation,
          messageID: "m", sender: nil, body: JSONWriter.bytes(of: ["sequence_number": 1, "ordinal": 1]),
          receivedAt: Self.time, expiresAt: nil)
      ]
    ) { 0.5 }
    return (try #require(batch.writes.newDeliveries.first).delivery, batch)
  }

  @Test(arguments: [CarriedChange.Kind.edit, .delete, .reaction])
  func aChangeThatIsGivenUpIsADeadLetterAndIsToldOnce(kind: CarriedChange.Kind) throws {
    let owned = Self.pending(Self.change(kind, .native, "👍"))
    var batch = batch(owned)
    var gate = AccountGate(limits: SendLimits(), breaker: .init(), at: .now)
    guard case .go(let pass) = gate.admit(at: .now) else { preconditionFailure("a new gate is open") }
    let item = LaneItem(owned: owned, text: "", sender: "ana", createdAt: Self.time)
    let answer = SendAnswer(item: item, pass: pass, result: SendResult(code: 200, detail: "no"), answeredAt: Self.time)
    try batch.decide(answers: [answer], due: [], envelopes: []) { 0.5 }
    let letter = try #require(batch.writes.deadLetters.first)
    #expect(batch.writes.deadLetters.count == 1)
    #expect(letter.delivery.change?.kind == kind)
    #expect(letter.delivery.reason == "connector.permanent" && letter.delivery.detail == "no")
    #expect(batch.writes.events.map(\.type) == [.messageOperation])
    #expect(String(decoding: batch.writes.events[0].data, as: UTF8.self).contains(#""status":"failed""#))
  }

  @Test func anEditBringsTheWordsThatTheMessageHasByNow() throws {
    let (delivery, batch) = try redriven(Self.failed(Self.change(.edit)))
    #expect(delivery.status == .pending && delivery.key.ordinal == 4)
    #expect(delivery.change?.text == "**now**" && delivery.change?.format == .markdown)
    #expect(delivery.change?.actorName == "Ana")
    #expect(delivery.address == "new")
    #expect(delivery.notes == [OperationNote(.edit, .native)])
    #expect(batch.writes.events.map(\.type) == [.messageRedriven])
    #expect(batch.toLoad.map(\.after) == [9])
  }

  @Test func aReactionBringsTheSignOfNow() throws {
    let owned = Self.failed(Self.change(.reaction, .native, "👍"))
    let (delivery, _) = try redriven(owned) {
      $0.reactions = [Reaction(userID: "ana", reaction: "❤️", channel: "internal", reactedAt: Self.time)]
    }
    #expect(delivery.change?.text == "❤️" && delivery.status == .pending)
    #expect(try redriven(owned).delivery.change?.text == "")
    // Said in words, what was taken back is not said any more.
    let (silent, batch) = try redriven(Self.failed(Self.change(.reaction, .words, "👍")))
    #expect(silent.status == .skipped && silent.change?.outcome == .recorded)
    #expect(batch.writes.events.map(\.type) == [.messageRedriven, .messageOperation])
    #expect(batch.toLoad.isEmpty)
  }

  @Test func whatWasDeletedSinceIsNotShownAgain() throws {
    for change in [nil, Self.change(.edit), Self.change(.reaction, .words, "👍")] {
      let (delivery, batch) = try redriven(Self.failed(change)) { $0.isDeleted = true }
      #expect(delivery.status == .skipped && delivery.reason == "deleted")
      #expect(batch.toLoad.isEmpty)
    }
    let (deletion, _) = try redriven(Self.failed(Self.change(.delete))) { $0.isDeleted = true }
    #expect(deletion.status == .pending)
  }

  @Test func aMessageGoesOutAgainUnderTheNameThatItHad() throws {
    var failed = Self.failed(nil)
    failed.delivery.author = "Ana"
    failed.delivery.notes = [OperationNote(.author, .nameInFront)]
    let delivery = try redriven(failed).delivery
    #expect(delivery.author == "Ana" && delivery.notes == failed.delivery.notes && delivery.address == "new")
  }
}
