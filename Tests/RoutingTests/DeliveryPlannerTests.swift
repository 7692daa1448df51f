import Model
import Routing
import Testing

@Suite struct DeliveryPlannerTests {
  static let now = Timestamp(microseconds: 1_800_000_000_000_000)
  static let conversation = ConversationID(.version7(at: now))
  static let table = RoutingTable(accounts: [
    RoutableAccount(name: "support", channel: "whatsapp", reportsDelivery: true),
    RoutableAccount(name: "sales", channel: "whatsapp", reportsDelivery: true),
    RoutableAccount(name: "bot", channel: "telegram", reportsDelivery: false),
  ])
  static let planner = DeliveryPlanner(table: table, defaultDeadline: 60)
  static let both = DeliveryPlanner.Recipient(userID: "bruno", addresses: ["whatsapp": "+55", "telegram": "42"])
  static let nobody = DeliveryPlanner.Recipient(userID: "carla", addresses: [:])

  static func plan(
    _ channels: [String], _ strategy: DeliveryStrategy = .all, to recipients: [DeliveryPlanner.Recipient],
    deadlines: [String: Int32] = [:], expiresAt: Timestamp? = nil
  ) -> [Delivery] {
    planner.plan(
      .init(channels: channels, strategy: strategy, deadlines: deadlines), to: recipients,
      conversation: conversation, sequenceNumber: 7, at: now, expiresAt: expiresAt)
  }

  @Test func allGoesOverOneAccountOfEachTypeThatReachesTheRecipient() {
    let plan = Self.plan(["all"], to: [Self.both])
    #expect(plan.map(\.account) == ["support", "bot"])
    #expect(plan.map(\.address) == ["+55", "42"])
    #expect(plan.map(\.status) == [.pending, .pending])
  }

  @Test func anAccountsNamePicksThatAccount() {
    #expect(Self.plan(["sales"], to: [Self.both]).map(\.account) == ["sales"])
  }

  @Test func aTypeStandsForItsFirstAccount() {
    #expect(Self.plan(["whatsapp"], to: [Self.both]).map(\.account) == ["support"])
  }

  @Test func nothingGoesTwiceOverOneAccount() {
    #expect(Self.plan(["whatsapp", "support", "all"], to: [Self.both]).map(\.account) == ["support", "bot"])
  }

  @Test func aRecipientWhomNoChannelReachesGetsItOverInternal() {
    let plan = Self.plan(["telegram"], to: [Self.nobody])
    #expect(plan.map(\.account) == ["internal"])
    #expect(plan.map(\.status) == [.sent])
    #expect(plan[0].address == nil)
  }

  @Test func ordinalsRunThroughAllRecipients() {
    let plan = Self.plan(["all"], to: [Self.both, Self.nobody])
    #expect(plan.map(\.key.ordinal) == [0, 1, 2])
    #expect(plan.map(\.recipient) == ["bruno", "bruno", "carla"])
  }

  @Test func firstSuccessBeginsWithTheFirstAndLetsTheOthersWait() {
    let plan = Self.plan(["telegram", "whatsapp"], .firstSuccess, to: [Self.both], deadlines: ["telegram": 5])
    #expect(plan.map(\.account) == ["bot", "support"])
    #expect(plan.map(\.status) == [.pending, .waiting])
    #expect(plan.map(\.deadlineSeconds) == [5, 60])
    #expect(plan[0].fallbackAt == Self.now.advanced(by: .seconds(5)))
    #expect(plan[1].fallbackAt == nil)
  }

  @Test func firstSuccessWithOneChannelIsAnOrdinaryDelivery() {
    let plan = Self.plan(["telegram"], .firstSuccess, to: [Self.both])
    #expect(plan.map(\.status) == [.pending])
    #expect(plan[0].deadlineSeconds == nil && plan[0].fallbackAt == nil)
  }

  @Test func knowsWhatACallerMayName() {
    for name in ["all", "internal", "whatsapp", "telegram", "support", "sales", "bot"] {
      #expect(Self.table.knows(name))
    }
    #expect(!Self.table.knows("carrier-pigeon"))
    #expect(!Self.table.knows(""))
  }
}
