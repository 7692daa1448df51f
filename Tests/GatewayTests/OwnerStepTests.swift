import Testing

@testable import Gateway

@Suite struct OwnerStepTests {
  @Test(arguments: [(64, 16), (128, 8), (1000, 4), (2, 64), (0, 64)])
  func partitionsShareATurn(busy: Int, share: Int) {
    #expect(OwnerStep.share(ofEach: busy, isRushed: false) == share)
  }

  @Test(arguments: [(1000, 1), (64, 1), (16, 4), (1, 64)])
  func turnsAreShortInARush(busy: Int, share: Int) {
    #expect(OwnerStep.share(ofEach: busy, isRushed: true) == share)
  }
}
