import ConnectorSDK
import JSON
import Testing

struct PlatformJSONTests {
  @Test(arguments: [
    (#"{"a":"b"}"#, "b"), (#"{"a":"x\u0000y"}"#, "x\u{FFFD}y"), (#"{"a":"\ud83d"}"#, "\u{FFFD}"),
    (#"{"a":"\ude42\ud83d\ude42"}"#, "\u{FFFD}🙂"), (#"{"a":"\\u0000\u0000"}"#, "\\u0000\u{FFFD}"),
    ("{\"a\":\"x\u{1}y\"}", "x y"),
  ]) func keepsTheRestOfAText(json: String, text: String) throws {
    #expect(try PlatformJSON.parse(Array(json.utf8))["a"]?.stringValue == text)
  }

  @Test func mendsWhatIsNotUTF8() throws {
    let body = Array(#"{"a":""#.utf8) + [0xFF] + Array(#""}"#.utf8)
    #expect(try PlatformJSON.parse(body)["a"]?.stringValue == "\u{FFFD}")
  }

  @Test(arguments: ["", "{", #"{"a":"b""#, "{]", "nul"]) func refusesWhatIsCut(json: String) {
    let error = #expect(throws: JSONError.self) { try PlatformJSON.parse(Array(json.utf8)) }
    #expect(error?.code == .syntax)
  }
}
