import CConnectorABI
import ConnectorSDK
import ConnectorTesting
import JSON
import Testing

struct SettingsTests {
  private static let mistakes: [([String: String], String)] = [
    ([:], "'name' is missing: what it is called"),
    (["name": ""], "'name' must not be empty: what it is called"),
    (["name": "x", "key": "too long for it"], "'key' has to be 1 to 8 characters of A-Z a-z 0-9 and _ -"),
    (["name": "x", "key": "a b"], "'key' has to be 1 to 8 characters of A-Z a-z 0-9 and _ -"),
    (["name": "x", "server": "a.example"], "'server' has to look like https://a.example"),
    (["name": "x", "server": "https://"], "'server' has to look like https://a.example"),
    (["name": "x", "server": "https://u:p@a.example"], "'server' has to look like https://a.example"),
    (["name": "x", "server": "https://a.example/?q"], "'server' has to look like https://a.example"),
    (["name": "x", "size": "10"], "'size' has to be a whole number from 1 to 9"),
    (["name": "x", "size": "4.5"], "'size' has to be a whole number from 1 to 9"),
    (["name": "x", "loud": "yes"], "'loud' has to be true or false"),
    (["name": "x", "word": "long"], "'word' has to be short"),
    (["size": "0", "loud": "1"], "'name' is missing: what it is called; 'size' has to be a whole number from 1 to 9"),
  ]

  @Test(arguments: Self.mistakes) func saysWhatWouldBeRight(settings: [String: String], message: String) {
    guard case .failure(let error)? = FakeHost(Probe.self, settings: settings).create() else {
      Issue.record("the settings were taken")
      return
    }
    #expect(error.code == .badConfig)
    #expect(error.detail.hasPrefix(message))
  }

  @Test(arguments: [
    ["name": "x"], ["name": "x", "server": "http://127.0.0.1:8081/base/"], ["name": "x", "server": "https://[::1]:8"],
    ["name": "x", "size": "9", "loud": "true", "key": "a_-9", "word": "abc"],
  ]) func takesWhatIsRight(settings: [String: String]) {
    #expect(FakeHost(Probe.self, settings: settings).create() == .success(Sent("")))
  }

  @Test func describesItself() throws {
    let descriptor = try #require(Plugin(Probe.self).table(for: 1)?.pointee.connectors[0]?.pointee)
    let schema = try JSONParser.parse(
      UnsafeRawBufferPointer(start: descriptor.config_schema.ptr, count: descriptor.config_schema.len))
    #expect(schema["additionalProperties"] == false)
    #expect(schema["required"] == ["name"])
    #expect(schema["properties"]?["name"] == ["type": "string", "description": "what it is called", "minLength": 1])
    #expect(
      schema["properties"]?["key"]
        == ["type": "string", "description": "its key", "minLength": 1, "writeOnly": true])
    #expect(
      schema["properties"]?["server"]
        == ["type": "string", "description": "where it is", "format": "uri", "default": "https://a.example"])
    #expect(
      schema["properties"]?["size"]
        == ["type": "integer", "description": "how large it is", "minimum": 1, "maximum": 9, "default": 4])
    #expect(
      schema["properties"]?["loud"] == ["type": "boolean", "description": "whether it is heard", "default": false])
  }

  @Test func capabilitiesFollowFromFunctions() throws {
    let descriptor = try #require(Plugin(Probe.self).table(for: 1)?.pointee.connectors[0]?.pointee)
    #expect(
      descriptor.capabilities
        == UInt64(C4A_CAP_SEND_TEXT) | UInt64(C4A_CAP_WEBHOOK) | UInt64(C4A_CAP_REPLY) | UInt64(C4A_CAP_GROUPS))
    let table = try #require(descriptor.connector?.pointee)
    #expect(table.sendText != nil && table.onWebhookEvent != nil && table.health != nil)
    #expect(table.sendFile == nil)
    #expect(descriptor.egress_host_count == 2)
    #expect(descriptor.max_text_bytes == 100 && descriptor.max_file_bytes == 200)
  }

  @Test func anOlderHostThanTheInterfaceIsRefused() {
    #expect(Plugin(Probe.self).table(for: 0) == nil)
    #expect(Plugin(Probe.self).table(for: .max) != nil)
  }
}
