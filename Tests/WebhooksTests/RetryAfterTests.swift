import Model
import Testing
import Webhooks

struct RetryAfterTests {
  private let now = Timestamp(rfc3339: "1994-11-06T08:49:00Z")!

  @Test(
    arguments: [
      ("120", 120), (" 7 ", 7), ("0", 0), ("Sun, 06 Nov 1994 08:49:37 GMT", 37), ("Sunday, 06-Nov-94 08:49:37 GMT", 37),
      ("Sun Nov  6 08:49:37 1994", 37), ("Sun, 06 Nov 1994 08:48:37 GMT", 0), ("Mon, 07 Nov 1994 08:49:00 GMT", 86_400),
      ("99999999999999999999", 1_000_000_000),
    ])
  func readsSecondsAndEachFormOfDate(_ text: String, _ seconds: Int) {
    #expect(RetryAfter.parse(text, now: now) == .seconds(seconds))
  }

  @Test(
    arguments: [
      "", "soon", "-5", "1.5", "Sun, 06 Nov 1994", "Sun, 06 Nov 1994 08:49:37 CET", "Sun, 36 Nov 1994 08:49:37 GMT",
      "Sun, 06 Nov 1994 8:49:37 GMT", "Sun, 06 Foo 1994 08:49:37 GMT",
    ])
  func takesNothingElse(_ text: String) {
    #expect(RetryAfter.parse(text, now: now) == nil)
  }
}
