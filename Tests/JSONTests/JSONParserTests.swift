import JSON
import Testing

struct JSONParserTests {
  @Test(
    arguments: [
      ("null", .null), ("true", .bool(true)), (" false\n", .bool(false)), ("0", .number("0")),
      ("-0.50e+10", .number("-0.50e+10")), ("1e400", .number("1e400")), (#""""#, .string("")),
      (#""a\"\\\/\b\f\n\r\tz""#, .string("a\"\\/\u{8}\u{c}\n\r\tz")), (#""\u00e9\uD83D\uDE00""#, .string("é😀")),
      ("\"Olá\"", .string("Olá")), ("[]", []), ("[1 , [2]]", [1, [2]]), ("{}", .object(JSONObject())),
      (#"{"a":{"b":null}}"#, ["a": ["b": nil]]),
    ] as [(String, JSONValue)])
  func reads(_ text: String, _ value: JSONValue) throws {
    #expect(try JSONParser.parse(text) == value)
  }

  @Test(
    arguments: [
      ("", .syntax, 0), ("nul", .syntax, 0), ("truth", .syntax, 0), ("01", .syntax, 1), ("+1", .syntax, 0),
      ("1.", .syntax, 2), ("1e", .syntax, 2), (".5", .syntax, 0), ("-", .syntax, 1), ("1 2", .syntax, 2),
      ("[1,]", .syntax, 3), ("[1", .syntax, 2), ("{\"a\" 1}", .syntax, 5), ("{a:1}", .syntax, 1),
      ("{\"a\":1,}", .syntax, 7),
      ("'a'", .syntax, 0), ("\"a", .syntax, 2), (#""\x""#, .syntax, 3), (#""\u12g4""#, .syntax, 5), ("NaN", .syntax, 0),
      ("\"a\u{1}\"", .forbiddenCharacter, 2), ("\"a\nb\"", .forbiddenCharacter, 2),
      (#""\u0000""#, .forbiddenCharacter, 7),
      (#""\uD800""#, .encoding, 7), (#""\uDC00\uD800""#, .encoding, 7), (#""\uD800x""#, .encoding, 7),
      (#"{"a":1,"a":2}"#, .duplicateKey, 10), ("\u{FEFF}1", .syntax, 0),
    ] as [(String, JSONError.Code, Int)])
  func refuses(_ text: String, _ code: JSONError.Code, _ offset: Int) {
    let error = #expect(throws: JSONError.self) { try JSONParser.parse(text) }
    #expect(error?.code == code)
    #expect(error?.offset == offset)
  }

  @Test(
    arguments: [
      [0x22, 0xFF, 0x22], [0x22, 0xC0, 0xAF, 0x22], [0x22, 0xED, 0xA0, 0x80, 0x22], [0x22, 0xE2, 0x82, 0x22],
      [0x22, 0x5C, 0x6E, 0xFF, 0x22],
    ] as [[UInt8]]
  )
  func refusesWhatIsNotUTF8(_ bytes: [UInt8]) {
    #expect(throws: JSONError.self) { try JSONParser.parse(bytes) }
  }

  @Test func countsLevelsOfNesting() throws {
    let text = { (depth: Int) in String(repeating: "[", count: depth) + String(repeating: "]", count: depth) }
    _ = try JSONParser.parse(text(JSONParser.defaultMaximumDepth))
    let error = #expect(throws: JSONError.self) { try JSONParser.parse(text(JSONParser.defaultMaximumDepth + 1)) }
    #expect(error?.code == .tooDeep)
    #expect(throws: JSONError.self) { try JSONParser.parse(String(repeating: "[", count: 1_000_000)) }
  }

  @Test func noticesARepeatedKeyAmongMany() {
    let members = (0..<1000).map { "\"k\($0)\":\($0)" }
    #expect(throws: Never.self) { try JSONParser.parse("{\(members.joined(separator: ","))}") }
    for repeated in [0, 11, 12, 500] {
      let text = "{\((members + ["\"k\(repeated)\":0"]).joined(separator: ","))}"
      let error = #expect(throws: JSONError.self) { try JSONParser.parse(text) }
      #expect(error?.code == .duplicateKey)
    }
  }

  @Test func keepsNumbersAndTheOrderOfMembersAsWritten() throws {
    let text = #"{"z":1.10,"a":-0,"m":1E5}"#
    #expect(JSONWriter.bytes(of: try JSONParser.parse(text)) == Array(text.utf8))
  }

  @Test func readsOnlyIntegersAsIntegers() throws {
    #expect(JSONValue.number("9223372036854775807").integerValue == .max)
    #expect(JSONValue.number("9223372036854775808").integerValue == nil)
    #expect(JSONValue.number("1.0").integerValue == nil)
    #expect(JSONValue.number("1.5").doubleValue == 1.5)
    #expect(JSONValue.string("1").integerValue == nil)
  }
}
