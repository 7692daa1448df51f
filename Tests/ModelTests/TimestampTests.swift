import Foundation
import Model
import TestSupport
import Testing

@Suite struct TimestampTests {
  @Test(arguments: [
    ("1970-01-01T00:00:00Z", 0), ("1969-12-31T23:59:59.999999Z", -1),
    ("2026-01-31T09:30:00.123456Z", 1_769_851_800_123_456),
    ("2026-01-31t09:30:00.1234569z", 1_769_851_800_123_456), ("2026-01-31T10:30:00+01:00", 1_769_851_800_000_000),
    ("2026-01-31 04:00:00-05:30", 1_769_851_800_000_000), ("2024-02-29T00:00:00Z", 1_709_164_800_000_000),
    ("0001-01-01T00:00:00Z", -62_135_596_800_000_000), ("9999-12-31T23:59:59Z", 253_402_300_799_000_000),
    ("2016-12-31T23:59:60Z", 1_483_228_799_000_000),
  ])
  func readsRFC3339(text: String, microseconds: Int) {
    #expect(Timestamp(rfc3339: text)?.microseconds == Int64(microseconds))
  }

  @Test(arguments: [
    "", "2026", "2026-01-31", "2026-01-31T09:30:00", "2026-02-29T00:00:00Z", "2026-13-01T00:00:00Z",
    "2026-00-01T00:00:00Z", "2026-01-32T00:00:00Z", "2026-01-31T24:00:00Z", "2026-01-31T09:60:00Z",
    "2026-01-31T09:30:00.Z", "2026-01-31T09:30:00+1:00", "2026-01-31T09:30:00Zx", "26-01-31T09:30:00Z",
    "2026-01-31T09:30:00+24:00", "0000-01-01T00:00:00Z", "２026-01-31T09:30:00Z",
  ])
  func refusesWhatIsNotRFC3339(text: String) {
    #expect(Timestamp(rfc3339: text) == nil)
  }

  @Test(arguments: [
    (Int64.min, "0001-01-01T00:00:00.000000Z"), (-70_000_000_000_000_000, "0001-01-01T00:00:00.000000Z"),
    (Timestamp.writable.lowerBound, "0001-01-01T00:00:00.000000Z"),
    (Timestamp.writable.upperBound, "9999-12-31T23:59:59.999999Z"),
    (Timestamp.writable.upperBound + 1, "9999-12-31T23:59:59.999999Z"), (Int64.max, "9999-12-31T23:59:59.999999Z"),
  ])
  func writesTheNearestTimeThatHasAText(microseconds: Int64, text: String) {
    #expect(Timestamp(microseconds: microseconds).description == text)
  }

  @Test func writesWhatFoundationReadsAndItselfReads() throws {
    var generator = SeededGenerator(seed: 11)
    let style = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
    // From 1621 on: before 1582 Foundation counts in the Julian calendar.
    for _ in 0..<3000 {
      let time = Timestamp(
        microseconds: Int64.random(in: -11_000_000_000_000_000...253_402_300_799_999_999, using: &generator))
      #expect(Timestamp(rfc3339: time.description) == time)
      let date = try style.parse(time.description)
      #expect(abs(date.timeIntervalSince1970 - Double(time.microseconds) / 1e6) < 0.01)
    }
  }
}
