import Crypto
import Foundation
import JSON
import Model
import Testing

@testable import Gateway

@Suite struct MessageBodyTests {
  static func message(metadata: JSONObject? = nil, text: String = "Olá!", to: [String]? = nil) -> SendMessage {
    SendMessage(
      clientID: ClientID(UUID(uuid: (1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0))), messageID: "m",
      conversationID: LaneSchedulerTests.conversation(1), sender: "ana", recipients: to, channels: ["echo", "all"],
      strategy: .firstSuccess, channelDeadlines: ["echo": 9], payload: .text(text), metadata: metadata)
  }

  @Test func whatTheOwnerReadsIsWhatTheCallerWrote() throws {
    let content = try MessageContent(body: Self.message(text: "a\"\\\n\u{1F600}", to: ["bruno"]).stored().body)
    #expect(content.text == "a\"\\\n\u{1F600}")
    #expect(content.recipients == ["bruno"])
    #expect(content.channels == ["echo", "all"])
    #expect(content.strategy == .firstSuccess)
    #expect(content.deadlines == ["echo": 9])
  }

  @Test func namingTheRecipientsChangesNothingElse() throws {
    let body = Self.message().stored().body
    let named = try MessageContent(body: body.naming(recipients: ["bruno", "carla"]))
    #expect(named.recipients == ["bruno", "carla"])
    #expect(named.text == "Olá!")
  }

  @Test func theOrderOfMetadataDoesNotMatterToTheFingerprintAndEverythingElseDoes() {
    func fingerprint(_ message: SendMessage) -> [UInt8] { message.stored().fingerprint }
    let one = fingerprint(Self.message(metadata: JSONObject([("a", 1), ("b", 2)])))
    #expect(one == fingerprint(Self.message(metadata: JSONObject([("b", 2), ("a", 1)]))))
    #expect(one != fingerprint(Self.message(metadata: JSONObject([("a", 1), ("b", 3)]))))
    #expect(one != fingerprint(Self.message()))
    #expect(fingerprint(Self.message()) != fingerprint(Self.message(text: "other")))
    #expect(fingerprint(Self.message()) != fingerprint(Self.message(to: ["bruno"])))
    var other = Self.message()
    other.sender = "bruno"
    #expect(fingerprint(Self.message()) != fingerprint(other))
  }

  /// What was stored by one release is compared with what the next one makes of a repeated request.
  @Test func theFingerprintIsThatOfTheBodyWithoutMetadataAndOfTheMetadataInOrder() {
    let metadata = JSONObject([("b", 2), ("a", 1)])
    var hash = SHA256()
    hash.update(data: Self.message(to: ["bruno"]).stored().body.json)
    hash.update(data: Array(#"{"a":1,"b":2}"#.utf8))
    hash.update(data: Array("\u{0}\(LaneSchedulerTests.conversation(1))\u{0}ana\u{0}0".utf8))
    let stored = Self.message(metadata: metadata, to: ["bruno"]).stored()
    #expect(stored.fingerprint == Array(hash.finalize().prefix(16)))
    #expect(String(decoding: stored.body.json, as: UTF8.self).contains(#","metadata":{"b":2,"a":1}"#))
  }
}
