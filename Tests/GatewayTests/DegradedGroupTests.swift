import Foundation
import Model
import Routing
import Store
import Testing

@testable import Gateway
@testable import Inbox

/// Every cell of the table in which an edit, a deletion or a reaction goes out as a message: what it says, between two people
/// and in a group, to channels that show replies and to those that do not.
struct DegradedGroupTests {
  private static let conversation = LaneSchedulerTests.conversation(1)
  private static let client = ClientID(UUID())
  private static let key = StoredMessage.Key(clientID: client, messageID: "m")
  private static let time = LaneSchedulerTests.time
  /// What every channel that takes texts can do or not, beside them.
  private static let targets: [ChannelTraits] = (0..<64).map { bits in
    let traits: [ChannelTraits] = [.reply, .formatting, .edit, .delete, .reaction, .typing]
    return traits.enumerated().reduce(.text) { bits & (1 << $1.offset) == 0 ? $0 : $0.union($1.element) }
  }

  private struct Said {
    var outcome: OperationOutcome?
    /// Nil where nothing is said in words.
    var words: String?
  }

  /// What bruno is sent when ana, or a stranger, does this to ana's message.
  private func said(
    _ kind: MessageChange.Kind, to traits: ChannelTraits, members: [ConversationHead.Member], by user: String = "ana"
  ) throws -> Said {
    var context = OwnerBatch.Context()
    context.heads[Self.conversation] = ConversationHead(
      clientID: Self.client, lastSequenceNumber: 1, lastMessageAt: nil, members: members)
    context.messages[Self.key] = StoredMessage(
      id: 1, key: Self.key, conversationID: Self.conversation, sequenceNumber: 1, sender: "ana",
      body: MessageBody(json: Array(#"{"payload":{"type":"text","text":"Bom dia"}}"#.utf8)))
    let place = DeliveryKey(conversationID: Self.conversation, sequenceNumber: 1, ordinal: 0)
    var delivery = Delivery(
      key: place, recipient: "bruno", channel: "plain", account: "plain", address: "b", status: .pending)
    _ = delivery.advance(to: .sent, at: Self.time)
    delivery.externalMessageID = "out"
    context.deliveries[place] = OwnedDelivery(
      delivery: delivery, clientID: Self.client, messageID: "m", partition: 0, queueID: 1)
    let table = RoutingTable(accounts: [
      RoutableAccount(name: "plain", channel: "plain", reportsDelivery: true, traits: traits)
    ])
    var batch = OwnerBatch(
      rules: .init(planner: DeliveryPlanner(table: table, defaultDeadline: 3), outcomes: [:]), now: Self.time,
      counters: [0: PartitionCounter(epoch: 1, nextPosition: 1, nextDelivery: 10)], context: context)
    let change = MessageChange(
      kind: kind, text: kind == .reaction ? "👍" : kind == .edited ? "Boa tarde" : "", userID: user, source: .api,
      occurredAt: Self.time)
    try batch.decide(
      answers: [], due: [],
      envelopes: [
        Envelope(
          partition: 0, id: 9, kind: .change, clientID: Self.client, conversationID: Self.conversation,
          messageID: "m", sender: nil, body: change.json, receivedAt: Self.time, expiresAt: nil)
      ]
    ) { 0.5 }
    let carried = try #require(batch.writes.newDeliveries.first?.delivery.change)
    guard let item = batch.planned.first, carried.outcome != .native else { return Said(outcome: carried.outcome) }
    return Said(
      outcome: carried.outcome,
      words: DegradedText.of(carried, isQuoted: traits.contains(.reply), excerpt: item.quotedText))
  }

  private static func members(_ count: Int, name: String? = "Ana Lima") -> [ConversationHead.Member] {
    [
      .init(userID: "ana", addresses: [:], displayName: name), .init(userID: "bruno", addresses: ["plain": "b"]),
      .init(userID: "carla", addresses: [:]),
    ].prefix(count).map { $0 }
  }

  @Test(arguments: targets) func aGroupIsToldWhoseDoingItWas(target: ChannelTraits) throws {
    for (kind, operation) in [
      (MessageChange.Kind.edited, MessageOperation.edit), (.deleted, .delete), (.reaction, .reaction),
    ] {
      let expected = DegradationTable.outcome(of: operation, from: .internal, to: target)
      let inGroup = try said(kind, to: target, members: Self.members(3))
      let between = try said(kind, to: target, members: Self.members(2))
      #expect(inGroup.outcome == expected && between.outcome == expected)
      let about = target.contains(.reply) ? "" : " ↩ “Bom dia”"
      switch expected {
      case .correction:
        #expect(inGroup.words == "✏️ Ana Lima: Boa tarde" && between.words == "✏️ Boa tarde")
      case .notice:
        #expect(inGroup.words == "🗑️ Ana Lima" && between.words == "🗑️")
      case .words:
        #expect(inGroup.words == "👍 Ana Lima\(about)" && between.words == "👍\(about)")
      default: #expect(inGroup.words == nil && between.words == nil)
      }
    }
  }

  @Test func somebodyWithoutANameIsCalledByTheirID() throws {
    #expect(try said(.edited, to: .text, members: Self.members(3, name: nil)).words == "✏️ ana: Boa tarde")
    #expect(try said(.edited, to: .text, members: Self.members(3, name: " \n")).words == "✏️ ana: Boa tarde")
  }

  @Test func aStrangersAddressIsShownToNobody() throws {
    let stranger = ConversationHead.Member(userID: "whatsapp:5511987654321", addresses: ["whatsapp": "5511987654321"])
    let members = Self.members(3) + [stranger]
    #expect(try said(.reaction, to: [.text, .reply], members: members, by: stranger.userID).words == "👍")
    var named = stranger
    named.displayName = "Davi"
    #expect(
      try said(.reaction, to: [.text, .reply], members: Self.members(3) + [named], by: named.userID).words == "👍 Davi")
  }

  @Test func aNameIsOneShortLine() throws {
    let long = try said(
      .deleted, to: [.text, .reply], members: Self.members(3, name: String(repeating: "x", count: 500)))
    #expect(long.words?.count == "🗑️ ".count + ActorName.limit)
    let lines = try said(.deleted, to: [.text, .reply], members: Self.members(3, name: "Ana\n\nLima"))
    #expect(lines.words == "🗑️ Ana Lima")
  }
}
