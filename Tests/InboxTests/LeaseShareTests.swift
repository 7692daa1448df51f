import Testing

@testable import Inbox

@Suite struct LeaseShareTests {
  @Test(arguments: [(64, 1, 64), (64, 2, 32), (64, 3, 22), (64, 64, 1), (64, 100, 1), (5, 2, 3), (64, 0, 64)])
  func aNodeHoldsTheEvenShareRoundedUp(partitions: Int, nodes: Int, maximum: Int) {
    #expect(LeaseShare(partitions: partitions, liveNodes: nodes).maximum == maximum)
  }

  /// Nodes that follow their shares in turns, in any order, end with every partition held and nobody above the maximum.
  @Test(arguments: 1...9)
  func nodesThatFollowTheirSharesHoldEverythingEvenly(nodes: Int) {
    let share = LeaseShare(partitions: 64, liveNodes: nodes)
    var held = [Int](repeating: 0, count: nodes)
    held[0] = 64
    for _ in 0..<3 {
      for node in held.indices { held[node] -= share.excess(held: held[node]) }
      for node in held.indices { held[node] += min(share.room(held: held[node]), 64 - held.reduce(0, +)) }
    }
    #expect(held.reduce(0, +) == 64)
    #expect(held.allSatisfy { $0 <= share.maximum })
  }
}
