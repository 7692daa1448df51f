import Foundation
import Model
import Testing

@testable import RestAPI

struct TextTests {
  @Test(arguments: [
    ("a%20b", "a b"), ("%C3%A9", "é"), ("a+b", "a+b"), ("%2f%2F", "//"), ("", ""), ("%00", "\0"), ("日本", "日本"),
  ])
  func decodesPercents(_ text: String, _ expected: String) {
    #expect(PercentEncoding.decode(text.utf8) == expected)
  }

  @Test(arguments: ["%", "%2", "%zz", "a%2", "%ff", "%C3", "%+1"])
  func refusesBadPercents(_ text: String) {
    #expect(PercentEncoding.decode(text.utf8) == nil)
  }

  @Test(arguments: ["a b/c?d#e%f", "Olá", "\u{1}", "ü😀", "-._~"])
  func whatIsEncodedIsDecoded(_ text: String) {
    let encoded = PercentEncoding.encode(segment: text)
    #expect(PercentEncoding.decode(encoded.utf8) == text)
    #expect(encoded.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: "?") })
  }

  @Test func uuidsAreReadAsFoundationWritesThem() {
    for _ in 0..<1000 {
      let uuid = UUID()
      #expect(UUIDText.parse(uuid.uuidString) == uuid)
      #expect(UUIDText.parse(uuid.uuidString.lowercased()) == uuid)
    }
  }

  @Test(arguments: [
    "", "0191f3c1-7c1e-7aaa-8aaa-0123456789a", "0191f3c1-7c1e-7aaa-8aaa-0123456789abc",
    "0191f3c17c1e7aaa8aaa0123456789ab", "+191f3c1-7c1e-7aaa-8aaa-0123456789ab", " 191f3c1-7c1e-7aaa-8aaa-0123456789ab",
    "0191f3c1_7c1e-7aaa-8aaa-0123456789ab", "g191f3c1-7c1e-7aaa-8aaa-0123456789ab",
    "é191f3c1-7c1e-7aaa-8aaa-012345678ab",
  ])
  func otherTextsAreNoUUIDs(_ text: String) {
    #expect(UUIDText.parse(text) == nil)
  }

  @Test(
    arguments: [
      (784_111_777, "Sun, 06 Nov 1994 08:49:37 GMT"), (0, "Thu, 01 Jan 1970 00:00:00 GMT"),
      (1_769_851_800, "Sat, 31 Jan 2026 09:30:00 GMT"), (951_782_400, "Tue, 29 Feb 2000 00:00:00 GMT"),
    ] as [(Int64, String)])
  func datesAreWrittenAsHTTPHasThem(_ second: Int64, _ text: String) {
    #expect(HTTPDate.format(second: second) == text)
    #expect(HTTPDate().text(at: Timestamp(microseconds: second * 1_000_000 + 999_999)) == text)
  }

  @Test(arguments: [
    ("application/json", true, false), ("Application/JSON", true, false),
    ("application/json; charset=utf-8", true, false),
    ("application/json;charset=\"UTF-8\"", true, false), ("application/json ; charset=latin1", false, false),
    ("text/json", false, false), ("application/jsonp", false, false), ("", false, false), (";", false, false),
    ("application/x-www-form-urlencoded", false, true), ("multipart/form-data; boundary=x", false, false),
  ])
  func mediaTypesAreToldApart(_ header: String, _ isJSON: Bool, _ isForm: Bool) {
    #expect(MediaType(header)?.isJSON == isJSON)
    #expect(MediaType(header)?.isForm == isForm)
  }

  @Test func identifiersHaveOneTo128CharactersAndNoControls() {
    for good in ["a", "ana@example.org", "日本", String(repeating: "é", count: 128), "\u{A0}", "a b"] {
      #expect(Identifier.isAcceptable(good))
    }
    for bad in ["", String(repeating: "é", count: 129), "a\0", "a\n", "\u{7F}", "\u{80}", "\u{9F}", "a\u{85}b"] {
      #expect(!Identifier.isAcceptable(bad))
    }
  }

  @Test func requestIDsAreTakenOverOrMade() {
    let ids = RequestIDs()
    #expect(ids.id(suggested: "Abc-1._") == "Abc-1._")
    let made = ["", "a b", "a\r\nb", "é", String(repeating: "a", count: 129), nil].map { ids.id(suggested: $0) }
    #expect(Set(made).count == made.count)
    #expect(made.allSatisfy(RequestIDs.isAcceptable))
  }

  @Test func randomTextsNeverCrashTheReaders() {
    var generator = SystemRandomNumberGenerator()
    for _ in 0..<5000 {
      let bytes = (0..<Int.random(in: 0..<40)).map { _ in UInt8.random(in: 0...255, using: &generator) }
      let text = String(decoding: bytes, as: UTF8.self)
      _ = PercentEncoding.decode(bytes)
      _ = UUIDText.parse(text)
      _ = MediaType(text)
      _ = try? FormReader(text).finish()
      _ = Identifier.isAcceptable(text)
    }
  }
}
