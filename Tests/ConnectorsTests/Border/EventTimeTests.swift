import Testing

@testable import Connectors

struct EventTimeTests {
  @Test(arguments: [Int64.min, -62_135_596_800_000_001, 0, 253_402_300_800_000_000, .max])
  func whatCannotBeATimeIsReplaced(time: Int64) {
    #expect(EventTime.plausible(time, otherwise: 7) == 7)
  }

  @Test(arguments: [-62_135_596_800_000_000, -1, 1, 1_800_000_000_000_000, 253_402_300_799_999_999])
  func whatCanBeATimeStands(time: Int64) {
    #expect(EventTime.plausible(time, otherwise: 7) == time)
    #expect(EventTime.nearest(time) == time)
  }

  @Test func aProcessThatTellsAnImpossibleTimeIsTakenToMeanTheNearestOne() throws {
    for (told, taken) in [(Int64.min, -62_135_596_800_000_000), (.max, 253_402_300_799_999_999)] {
      var event = ConnectorEvent(account: "one", kind: .readUpTo, occurredAt: told)
      event.chat = "c"
      event.until = told
      var writer = FrameWriter()
      event.encode(into: &writer)
      let read = try writer.bytes.withUnsafeBytes { bytes in
        var reader = FrameReader(bytes)
        return try ConnectorEvent(from: &reader, account: "one")
      }
      #expect(read.occurredAt == Int64(taken))
      #expect(read.until == Int64(taken))
    }
  }
}
