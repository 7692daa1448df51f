import Testing

@testable import PluginTools

struct TranscriptTests {
  private static let now: Int64 = 1_787_000_000_000_000

  @Test(arguments: [
    ("sent 1787000001 ok", "sent <now> ok"), ("t=1786999990123", "t=<now>"), ("1787000000500000", "<now>"),
    ("1787000900", "1787000900"), ("178700000", "178700000"), ("12", "12"), ("٣٣٣٣٣٣٣٣٣٣", "٣٣٣٣٣٣٣٣٣٣"), ("", ""),
  ])
  func aTimeOfAboutNowIsOneWord(text: String, expected: String) {
    #expect(Transcript.normalised(text, now: Self.now) == expected)
  }

  @Test func secretsStandByTheirNames() throws {
    let mask = SecretMask(
      settings: ["token": "abc-123"], schema: ["properties": ["token": ["writeOnly": true]]])
    var transcript = Transcript(now: Self.now, mask: mask)
    transcript.add("asks https://api.example/abc-123/send")
    #expect(transcript.lines == ["asks https://api.example/<token>/send"])
  }

  @Test func theSameIsNoDifference() {
    #expect(TranscriptDifference(inside: ["a", "b"], again: ["a", "b"], apart: ["a", "b"]) == nil)
  }

  @Test func theFirstOtherLineIsTold() throws {
    let difference = try #require(
      TranscriptDifference(inside: ["a", "b", "c"], again: ["a", "b", "c"], apart: ["a", "x", "y"]))
    #expect(difference.inside == "b")
    #expect(difference.apart == "x")
  }

  @Test func aLineThatIsMissingOrTooManyIsTold() throws {
    #expect(TranscriptDifference(inside: ["a"], again: ["a"], apart: [])?.apart == "nothing more")
    #expect(TranscriptDifference(inside: ["a"], again: ["a"], apart: ["a", "b"])?.inside == "nothing more")
  }

  @Test func whatIsOtherEachTimeIsNotCompared() {
    #expect(TranscriptDifference(inside: ["id 1", "b"], again: ["id 2", "b"], apart: ["id 3", "b"]) == nil)
    #expect(TranscriptDifference(inside: ["id 1", "b"], again: ["id 2", "b"], apart: ["id 3", "x"])?.apart == "x")
  }

  @Test func ofALongLineTheOtherPartIsShown() throws {
    let start = String(repeating: "s", count: 500)
    let difference = try #require(
      TranscriptDifference(inside: [start + "1\0"], again: [start + "1\0"], apart: [start + "2"]))
    #expect(difference.inside == "…" + String(repeating: "s", count: 80) + "1\\0")
    #expect(difference.apart.hasSuffix("s2"))
  }
}
