import Model
import Routing
import Testing

/// Every cell of the table, by what the target can do; and that nothing falls through.
struct DegradationTableTests {
  private static let all: ChannelTraits = .internal.union(.typing)

  private static let cells: [(MessageOperation, ChannelTraits, OperationOutcome)] = [
    (.reply, [.text, .reply], .native), (.reply, [.text], .quotedLine), (.reply, [], .impossible),
    (.formatting, [.text, .formatting], .native), (.formatting, [.text], .plainText), (.formatting, [], .impossible),
    (.author, [.text, .authors], .native), (.author, [.text], .nameInFront), (.author, [], .impossible),
    (.edit, [.text, .edit], .native), (.edit, [.text], .correction), (.edit, [], .recorded),
    (.delete, [.text, .delete], .native), (.delete, [.text, .reply], .notice), (.delete, [.text], .recorded),
    (.delete, [], .recorded), (.reaction, [.reaction], .native), (.reaction, [.text], .words),
    (.reaction, [], .recorded), (.receipt, [.markRead], .native), (.receipt, [.text], .recorded),
    (.typing, [.typing], .native), (.typing, [.text], .impossible),
  ]

  @Test(arguments: cells) func aCellFollowsFromWhatTheTargetCan(
    operation: MessageOperation, target: ChannelTraits, outcome: OperationOutcome
  ) {
    for source in [Self.all, [.text, .readReports], [.readReports]] {
      #expect(DegradationTable.outcome(of: operation, from: source, to: target) == outcome)
    }
  }

  @Test func whatIsNotReportedCannotBeCarried() {
    #expect(DegradationTable.outcome(of: .receipt, from: [.text], to: Self.all) == .impossible)
  }

  /// All sets of traits: a channel that can do a thing does it; one that cannot never gets it natively.
  @Test func everyCellIsDefined() {
    let own: [MessageOperation: ChannelTraits] = [
      .reply: .reply, .formatting: .formatting, .edit: .edit, .delete: .delete, .reaction: .reaction,
      .receipt: .markRead, .typing: .typing, .author: .authors,
    ]
    for bits in UInt16(0)..<1024 {
      let target = ChannelTraits(rawValue: bits)
      for operation in MessageOperation.allCases {
        let outcome = DegradationTable.outcome(of: operation, from: .internal, to: target)
        #expect((outcome == .native) == target.isSuperset(of: own[operation]!))
        let fallback = DegradationTable.fallback(of: operation, to: target)
        #expect(fallback != .native)
        if fallback.isSent { #expect(target.contains(.text)) }
      }
    }
  }

  @Test func isPrintedWithOneLineForSourcesThatSayTheSame() {
    let text = DegradationTable.markdown(for: [
      .init(channel: "able", traits: Self.all), .init(channel: "plain", traits: [.text]),
    ])
    #expect(text.contains("| edit, from | to able | to plain |\n|---|---|---|\n| any | native | `correction` |"))
    #expect(text.contains("| able | native | `recorded` |\n| plain | - | - |"))
  }
}
