import Connectors
import Model
import Store
import Testing

@testable import Gateway

/// Lanes whose recipient turns out to be somebody else.
struct LaneRenameTests {
  private let start = ContinuousClock.now

  private func scheduler() -> LaneScheduler {
    LaneScheduler(accounts: [LaneSchedulerTests.account(inFlight: 5)], at: start)
  }

  @Test func whatIsWithTheConnectorKeepsItsLanesOrder() throws {
    var scheduler = scheduler()
    scheduler.add([LaneSchedulerTests.item(1), LaneSchedulerTests.item(2)])
    let first = try #require(scheduler.departures(at: start).departures.first)
    scheduler.rename("bruno", into: "bruna", in: LaneSchedulerTests.conversation(1))
    var late = LaneSchedulerTests.item(3)
    late.owned.delivery.recipient = "bruna"
    scheduler.add([late])
    // The first is still under way, under its former name.
    #expect(scheduler.departures(at: start).departures.isEmpty)
    _ = scheduler.answered(first.item.lane, SendResult(code: 0), pass: first.pass, at: start)
    scheduler.settle(first.item.lane, .again(first.item.owned, at: start))
    let again = try #require(scheduler.departures(at: start).departures.first)
    #expect(again.item.queueID == 1)
    #expect(again.item.delivery.recipient == "bruna")
    _ = scheduler.answered(again.item.lane, SendResult(code: 0), pass: again.pass, at: start)
    scheduler.settle(again.item.lane, .done)
    #expect(scheduler.departures(at: start).departures.map(\.item.queueID) == [2])
  }

  @Test func whatWaitsLeavesUnderTheNewName() {
    var scheduler = scheduler()
    scheduler.add([LaneSchedulerTests.item(1), LaneSchedulerTests.item(2, conversation: 2)])
    scheduler.rename("bruno", into: "bruna", in: LaneSchedulerTests.conversation(1))
    let names = Dictionary(
      uniqueKeysWithValues: scheduler.departures(at: start).departures.map {
        ($0.item.queueID, $0.item.delivery.recipient)
      })
    #expect(names == [1: "bruna", 2: "bruno"])
  }

  /// A group becomes a supergroup while a message and its edit wait: both go to the new one, the edit behind its message.
  @Test func whatWaitsForAChatGoesWhereTheChatIsNow() throws {
    var scheduler = scheduler()
    scheduler.add([
      item(1, chat: "-40"), item(2, chat: "-40", edits: 1), item(3, chat: nil), item(4, chat: "-40", in: 2),
    ])
    let first = try #require(scheduler.departures(at: start).departures.first { $0.item.queueID == 1 })
    #expect(first.item.chat == "-40")
    scheduler.move(move("-40", to: "-100"))
    #expect(scheduler.departures(at: start).departures.isEmpty)
    // What was under way is tried again in the new chat, and still before its edit.
    _ = scheduler.answered(first.item.lane, SendResult(code: 100), pass: first.pass, at: start)
    scheduler.settle(first.item.lane, .again(first.item.owned, at: start))
    for (queueID, chat) in [(Int64(1), "-100"), (2, "-100"), (3, nil)] as [(Int64, String?)] {
      let next = try #require(scheduler.departures(at: start).departures.first)
      #expect(next.item.queueID == queueID)
      #expect(next.item.chat == chat)
      _ = scheduler.answered(next.item.lane, SendResult(code: 0), pass: next.pass, at: start)
      scheduler.settle(next.item.lane, .done)
    }
  }

  @Test func anotherConversationsAndAnotherAccountsChatsStayWhereTheyAre() {
    var scheduler = scheduler()
    scheduler.add([item(1, chat: "-40", in: 2), item(2, chat: "-41")])
    scheduler.move(move("-40", to: "-100"))
    scheduler.move(
      ChatMove(conversationID: LaneSchedulerTests.conversation(1), account: "other", from: "-41", to: "-1"))
    let chats = scheduler.departures(at: start).departures.map(\.item.chat)
    #expect(Set(chats) == ["-40", "-41"])
  }

  /// A recipient's new id and a chat's new name come in any order.
  @Test func aMovedChatOfARenamedRecipientIsBoth() throws {
    for movesFirst in [true, false] {
      var scheduler = scheduler()
      scheduler.add([item(1, chat: "-40")])
      if movesFirst { scheduler.move(move("-40", to: "-100")) }
      scheduler.rename("bruno", into: "bruna", in: LaneSchedulerTests.conversation(1))
      if !movesFirst { scheduler.move(move("-40", to: "-100")) }
      let left = try #require(scheduler.departures(at: start).departures.first)
      #expect(left.item.chat == "-100" && left.item.delivery.recipient == "bruna")
    }
  }

  @Test func aMoveIsReadAsItWasWritten() throws {
    let move = move("-40", to: "-100")
    #expect(try ChatMove(json: move.json, in: move.conversationID) == move)
    #expect(try ChatMove(json: MemberRename(from: "a", into: "b").json, in: move.conversationID) == nil)
    #expect(try MemberRename(json: move.json) == nil)
  }

  /// A number changes while a message is with the connector and others wait behind it, some of them in a chat that goes by
  /// the number.
  @Test func whatWaitsForAPersonGoesToTheirAddressOfNow() throws {
    var scheduler = scheduler()
    var items = [
      item(1, chat: nil), item(2, chat: "b"), item(3, chat: "room"), item(4, chat: nil, in: 2),
    ]
    for index in items.indices { items[index].owned.delivery.address = "b" }
    scheduler.add(items)
    let first = try #require(scheduler.departures(at: start).departures.first { $0.item.queueID == 1 })
    scheduler.move([addressMove("b2", of: "somebody"), addressMove("b3", on: "other"), addressMove("b1")])
    _ = scheduler.answered(first.item.lane, SendResult(code: 100), pass: first.pass, at: start)
    // As it was stored before the move, or after it.
    scheduler.settle(first.item.lane, .again(first.item.owned, at: start))
    scheduler.move([addressMove("b1")])
    for (queueID, chat) in [(Int64(1), nil), (2, nil), (3, "room")] as [(Int64, String?)] {
      let next = try #require(scheduler.departures(at: start).departures.first)
      #expect(next.item.queueID == queueID && next.item.delivery.address == "b1" && next.item.chat == chat)
      _ = scheduler.answered(next.item.lane, SendResult(code: 0), pass: next.pass, at: start)
      scheduler.settle(next.item.lane, .done)
    }
  }

  @Test func anotherConversationsAddressesStayWhatTheyAre() throws {
    var scheduler = scheduler()
    var item = item(1, chat: nil, in: 2)
    item.owned.delivery.address = "b"
    scheduler.add([item])
    scheduler.move([addressMove("b1")])
    #expect(scheduler.departures(at: start).departures.map(\.item.delivery.address) == ["b"])
  }

  @Test func anAddressMoveIsReadAsNothingElse() throws {
    let json = Array(#"{"user_id":"bruno","channel":"echo","to_address":"b1"}"#.utf8)
    let move = addressMove("b1")
    #expect(try AddressMove(json: json, in: move.conversationID) == move)
    #expect(try ChatMove(json: json, in: move.conversationID) == nil)
    #expect(try MemberRename(json: json) == nil)
    #expect(try AddressMove(json: self.move("a", to: "b").json, in: move.conversationID) == nil)
    #expect(try AddressMove(json: MemberRename(from: "a", into: "b").json, in: move.conversationID) == nil)
  }

  private func addressMove(_ address: String, of user: String = "bruno", on channel: String = "echo") -> AddressMove {
    AddressMove(
      conversationID: LaneSchedulerTests.conversation(1), userID: user, channel: channel, address: address)
  }

  private func move(_ from: String, to: String) -> ChatMove {
    ChatMove(conversationID: LaneSchedulerTests.conversation(1), account: "echo", from: from, to: to)
  }

  private func item(_ queueID: Int64, chat: String?, edits message: Int64? = nil, in conversation: UInt8 = 1)
    -> LaneItem
  {
    var item = LaneSchedulerTests.item(queueID, conversation: conversation)
    item.chat = chat
    if let message {
      item.owned.delivery.change = CarriedChange(kind: .edit, outcome: .native, text: "new", occurredAt: item.createdAt)
      item.quote = .delivery(LaneSchedulerTests.item(message, conversation: conversation).delivery.key)
    }
    return item
  }

  @Test func aRenameThereAndBackWhileSendingLosesNothing() throws {
    var scheduler = scheduler()
    scheduler.add([LaneSchedulerTests.item(1)])
    let first = try #require(scheduler.departures(at: start).departures.first)
    scheduler.rename("bruno", into: "bruna", in: LaneSchedulerTests.conversation(1))
    scheduler.rename("bruna", into: "bruno", in: LaneSchedulerTests.conversation(1))
    _ = scheduler.answered(first.item.lane, SendResult(code: 0), pass: first.pass, at: start)
    scheduler.settle(first.item.lane, .done)
    #expect(scheduler.load(of: "echo").queued == 0)
    #expect(scheduler.lanes.isEmpty)
  }
}
