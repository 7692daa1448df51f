import JSON
import Testing

@testable import PluginTools

struct SyntheticSettingsTests {
  private static let schema = #"""
    {"type":"object","required":["name","token","size"],"properties":{
    "name":{"type":"string","minLength":3,"maxLength":4},"token":{"type":"string","writeOnly":true,"examples":["123:AbC"]},
    "size":{"type":"integer","minimum":5},"base":{"type":"string","format":"uri"},
    "secret":{"type":"string","writeOnly":true,"minLength":40}}}
    """#

  private static func make(given: [String: JSONValue] = [:], seed: UInt64 = 1) -> SyntheticSettings {
    var random = SeededGenerator(seed: seed)
    return SyntheticSettings(schema: schema, given: given, using: &random)
  }

  @Test func makesUpWhatIsRequiredAndEverySecret() throws {
    let settings = Self.make()
    #expect(settings.values.keys.sorted() == ["name", "secret", "size", "token"])
    #expect(settings.values["size"] == 5)
    #expect((3...4).contains(try #require(settings.values["name"]?.stringValue).count))
    #expect(try #require(settings.values["secret"]?.stringValue).count >= 40)
  }

  @Test func keepsTheShapeOfAnExampleAndNotItsLetters() throws {
    let token = try #require(Self.make().values["token"]?.stringValue)
    #expect(token.contains(/^[1-9]{3}:[A-Z][a-z][A-Z]$/))
    #expect(token != Self.make(seed: 2).values["token"]?.stringValue)
  }

  @Test func isTheSameForASeed() { #expect(Self.make().values == Self.make().values) }

  @Test func prefersWhatIsGiven() {
    let settings = Self.make(given: ["secret": "given-secret", "other": 1])
    #expect(settings.values["other"] == 1)
    #expect(settings.canaries == ["given-secret"])
  }
}
