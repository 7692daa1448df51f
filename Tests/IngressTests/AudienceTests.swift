import Foundation
import Model
import Routing
import Store
import Testing

@testable import Gateway

/// Who gets a message of a bound conversation, and how what it answers is called there.
struct AudienceTests {
  private static let conversation = ConversationID(UUID())
  private let table = RoutingTable(accounts: [
    RoutableAccount(name: "line", channel: "telegram", reportsDelivery: true),
    RoutableAccount(name: "phone", channel: "whatsapp", reportsDelivery: true),
  ])
  private let group = ConversationHead.Thread(account: "line", chat: "g", userID: nil, isGroup: true)

  private func recipients(_ addresses: [String: [String: String]]) -> [DeliveryPlanner.Recipient] {
    addresses.sorted { $0.key < $1.key }.map { .init(userID: $0.key, addresses: $0.value) }
  }

  @Test func aGroupGetsOneCopyOfWhatIsSaidElsewhere() {
    let everyone = recipients([
      "ana": ["telegram": "1"], "bia": ["telegram": "2", "whatsapp": "3"], "eva": ["telegram": "4"], "gil": [:],
    ])
    let audience = GroupAudience.recipients(everyone, threads: [group], source: "phone", table: table)
    #expect(
      audience
        == recipients(["ana": ["telegram": "1"], "bia": ["whatsapp": "3"], "gil": [:]]))
  }

  @Test func aGroupGetsNoneOfItsOwnWords() {
    let everyone = recipients(["ana": ["telegram": "1"], "bia": ["telegram": "2", "whatsapp": "3"], "gil": [:]])
    let audience = GroupAudience.recipients(everyone, threads: [group], source: "line", table: table)
    #expect(audience == recipients(["bia": ["whatsapp": "3"], "gil": [:]]))
  }

  @Test func privateChatsChangeNothing() {
    let everyone = recipients(["ana": ["telegram": "1"], "bia": ["telegram": "2"]])
    let thread = ConversationHead.Thread(account: "line", chat: "1", userID: "ana", isGroup: false)
    #expect(GroupAudience.recipients(everyone, threads: [thread], source: "line", table: table) == everyone)
  }

  @Test func theChatBoundLastIsWrittenTo() {
    var head = ConversationHead(clientID: ClientID(UUID()), lastSequenceNumber: 0, lastMessageAt: nil, members: [])
    head.threads = [
      .init(account: "line", chat: "old", userID: "ana", isGroup: false),
      .init(account: "line", chat: "new", userID: "ana", isGroup: false),
    ]
    #expect(head.chat(of: "ana", account: "line") == "new")
    #expect(head.chat(of: "bia", account: "line") == nil)
    #expect(head.chat(of: "ana", account: "phone") == nil)
  }

  @Test func aQuoteMeansSomethingOnlyInTheChatOfItsName() {
    let key = DeliveryKey(conversationID: Self.conversation, sequenceNumber: 1, ordinal: 0)
    let delivery = Delivery(
      key: DeliveryKey(conversationID: Self.conversation, sequenceNumber: 2, ordinal: 0), recipient: "ana",
      channel: "telegram", account: "line", address: "1", status: .pending)
    func name(
      _ id: String?, of user: String?, chat: String? = nil, account: String = "line", delivery: DeliveryKey? = nil
    ) -> QuotedName { QuotedName(account: account, userID: user, chat: chat, remoteID: id, delivery: delivery) }

    #expect(Quote(among: [name("r", of: "ana")], for: delivery, chat: nil) == .name("r"))
    #expect(Quote(among: [name("r", of: "bia")], for: delivery, chat: nil) == nil)
    #expect(Quote(among: [name("r", of: "ana", account: "phone")], for: delivery, chat: nil) == nil)
    #expect(Quote(among: [name("r", of: "bia", chat: "g")], for: delivery, chat: "g") == .name("r"))
    let waiting = [name(nil, of: "ana", delivery: key)]
    #expect(Quote(among: waiting, for: delivery, chat: nil) == .delivery(key))
    #expect(Quote(among: waiting + [name("r", of: "ana")], for: delivery, chat: nil) == .name("r"))
  }
}
