import Testing

@testable import Connectors

struct CallbackBarsTests {
  @Test func eachFurtherBarIsTwiceAsLongUpToALimit() {
    var bars = CallbackBars(.init(first: .seconds(10), longest: .seconds(60)))
    #expect((0..<5).map { _ in bars.bar("a", at: 0) } == [10, 20, 40, 60, 60].map { .seconds($0) })
  }

  @Test func aBarEndsAndIsRemembered() {
    var bars = CallbackBars(.init(first: .seconds(10)))
    _ = bars.bar("a", at: 0)
    #expect(bars.remaining("a", at: 4_000_000) == .seconds(6))
    #expect(bars.remaining("a", at: 10_000_000) == nil && bars.knows("a"))
    #expect(bars.remaining("b", at: 0) == nil && !bars.knows("b"))
    bars.lift("a")
    #expect(bars.isEmpty)
  }

  @Test func remembersOnlySoMany() {
    var bars = CallbackBars()
    for number in 0..<(CallbackBars.capacity + 5) { _ = bars.bar("\(number)", at: Int64(number)) }
    #expect(bars.count == CallbackBars.capacity)
    #expect(!bars.knows("4") && bars.knows("5"))
  }
}
