import Foundation
import Model
import Store
import Testing

@testable import Gateway

struct ThreadRuleTests {
  typealias Way = IngressReads.Way

  private let quoted = ConversationID(UUID())
  private let bound = ConversationID(UUID())
  private let named = ConversationID(UUID())
  private let contacted = ConversationID(UUID())

  private func way(_ id: ConversationID, isMember: Bool = true, isGroup: Bool = false) -> Way {
    Way(conversationID: id, isGroup: isGroup, isMember: isMember)
  }

  @Test func theOrderIsQuoteBindingNameContactNew() {
    var ways = IngressReads.Ways(quoted: way(quoted), bound: way(bound), contacted: way(contacted))
    #expect(ThreadRule.destination(ways, isGroup: false) == .conversation(quoted, joins: false))
    ways.quoted = nil
    #expect(ThreadRule.destination(ways, isGroup: false) == .conversation(bound, joins: false))
    ways.bound = nil
    ways.named = way(named)
    #expect(ThreadRule.destination(ways, isGroup: false) == .conversation(named, joins: false))
    ways.named = way(named, isMember: false)
    #expect(ThreadRule.destination(ways, isGroup: false) == .conversation(contacted, joins: false))
    ways.contacted = nil
    #expect(ThreadRule.destination(ways, isGroup: false) == .new(former: nil))
  }

  @Test func aConversationOfOthersIsPassedOver() {
    let ways = IngressReads.Ways(
      quoted: way(quoted, isMember: false), bound: way(bound, isMember: false),
      contacted: way(contacted, isMember: false))
    #expect(ThreadRule.destination(ways, isGroup: false) == .new(former: bound))
  }

  @Test func aGroupTakesInWhoSpeaksInIt() {
    let stranger = IngressReads.Ways(bound: way(bound, isMember: false, isGroup: true), contacted: way(contacted))
    #expect(ThreadRule.destination(stranger, isGroup: true) == .conversation(bound, joins: true))
    let quoting = IngressReads.Ways(quoted: way(quoted, isMember: false, isGroup: true))
    #expect(ThreadRule.destination(quoting, isGroup: true) == .conversation(quoted, joins: true))
    #expect(ThreadRule.destination(quoting, isGroup: false) == .new(former: nil))
  }

  @Test func aGroupIsNotWhereSomebodyWasWrittenToAlone() {
    #expect(ThreadRule.destination(.init(contacted: way(contacted)), isGroup: true) == .new(former: nil))
  }

  @Test func anotherClientsBindingIsReplaced() {
    let ways = IngressReads.Ways(bound: way(bound), isForeign: true)
    #expect(ThreadRule.destination(ways, isGroup: false) == .new(former: bound))
  }
}
