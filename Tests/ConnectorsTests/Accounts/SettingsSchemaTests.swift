import JSON
import Testing

@testable import Connectors

struct SettingsSchemaTests {
  static let text = """
    {"type": "object", "additionalProperties": false, "required": ["bot_token"], "properties": {
      "bot_token": {"type": "string", "minLength": 1, "writeOnly": true}, "phone_number_id": {"type": "string"},
      "retries": {"type": "integer", "minimum": 0, "maximum": 9}, "fast": {"type": "boolean"},
      "mode": {"enum": ["poll", "push"]}, "tags": {"type": "array"}}}
    """

  private func messages(_ settings: [String: JSONValue]) throws -> [String] {
    try SettingsSchema(Self.text).faults(in: settings).map(\.message)
  }

  @Test func acceptsWhatTheSchemaAllows() throws {
    #expect(
      try messages([
        "bot_token": "x", "phone_number_id": 106_500, "retries": "3", "fast": "true", "mode": "poll", "tags": ["a"],
      ]).isEmpty
    )
  }

  @Test func namesAMissingSetting() throws {
    #expect(try messages([:]) == ["the setting 'bot_token' is missing"])
  }

  @Test func suggestsTheSettingThatWasMeant() throws {
    #expect(
      try messages(["bot_token": "x", "bot_tokn": "y"]) == ["unknown setting 'bot_tokn'; did you mean 'bot_token'?"]
    )
  }

  @Test(arguments: [
    ("retries", JSONValue.number("12"), "'retries' has to be at most 9"),
    ("retries", JSONValue.string("many"), "'retries' has to be a whole number"),
    ("fast", JSONValue.number("1"), "'fast' has to be true or false"),
    ("mode", JSONValue.string("both"), "'mode' has to be one of poll, push"),
    ("tags", JSONValue.string("a"), "'tags' has to be a list"),
    ("phone_number_id", JSONValue.array([]), "'phone_number_id' has to be a text"),
  ]) func saysWhatWouldBeRight(name: String, value: JSONValue, message: String) throws {
    #expect(try messages(["bot_token": "x", name: value]) == [message])
  }

  @Test func refusesAnEmptyRequiredText() throws {
    #expect(try messages(["bot_token": ""]) == ["'bot_token' must not be empty"])
  }
}
