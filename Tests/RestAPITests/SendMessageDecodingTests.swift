import Foundation
import JSON
import Model
import NIOCore
import Testing

@testable import RestAPI

struct SendMessageDecodingTests {
  private let client = ClientID(UUID())
  private let conversation = "0191f3c1-7c1e-7aaa-8aaa-0123456789ab"

  private func decode(_ text: String) throws(GatewayError) -> SendMessage {
    try SendMessage(decoding: ByteBuffer(string: text), clientID: client) { "made" }
  }

  private func body(_ changes: [String: JSONValue?] = [:]) -> String {
    var object = JSONObject([
      ("conversation_id", .string(conversation)), ("from", "ana"), ("payload", ["type": "text", "text": "Olá!"]),
    ])
    for (key, value) in changes { object[key] = value }
    return String(decoding: JSONWriter.bytes(of: .object(object)), as: UTF8.self)
  }

  @Test func absentFieldsHaveTheirDefaults() throws {
    let message = try decode(body())
    #expect(message.messageID == "made")
    #expect(message.conversationID.description == conversation)
    #expect(message.sender == "ana")
    #expect(message.recipients == nil)
    #expect(message.channels == ["all"])
    #expect(message.strategy == .all)
    #expect(message.channelDeadlines.isEmpty)
    #expect(message.payload == .text("Olá!"))
    #expect(message.metadata == nil)
    #expect(message.expiresAt == nil)
    #expect(message.clientID == client)
  }

  @Test func everyFieldIsRead() throws {
    let message = try decode(
      body([
        "message_id": "m1", "to": ["bruno", "carla"], "channels": ["telegram", "echo"], "strategy": "first_success",
        "channel_deadlines": ["telegram": 30], "metadata": ["priority": "normal", "n": .number("1.50")],
        "reply_to_message_id": "m0", "expires_at": "2026-01-31T10:30:00+01:00",
      ]))
    #expect(message.messageID == "m1")
    #expect(message.recipients == ["bruno", "carla"])
    #expect(message.channels == ["telegram", "echo"])
    #expect(message.strategy == .firstSuccess)
    #expect(message.channelDeadlines == ["telegram": 30])
    #expect(message.metadata == JSONObject([("priority", "normal"), ("n", .number("1.50"))]))
    #expect(message.replyTo == "m0")
    #expect(message.expiresAt == Timestamp(rfc3339: "2026-01-31T09:30:00Z"))
  }

  @Test(
    arguments: [
      ("message_id", "", "/message_id"), ("message_id", 1, "/message_id"), ("message_id", nil, "/message_id"),
      ("message_id", "a\u{7}", "/message_id"), ("conversation_id", "x", "/conversation_id"),
      ("conversation_id", "+191f3c1-7c1e-7aaa-8aaa-0123456789ab", "/conversation_id"), ("from", ["ana"], "/from"),
      ("to", [], "/to"), ("to", "bruno", "/to"), ("to", ["bruno", ""], "/to/1"), ("to", ["bruno", "bruno"], "/to/1"),
      ("to", ["bruno", "ana"], "/to/1"), ("channels", [], "/channels"), ("channels", ["all", 1], "/channels/1"),
      ("strategy", "some", "/strategy"), ("channel_deadlines", ["a": 0], "/channel_deadlines/a"),
      ("channel_deadlines", ["a/~": "1"], "/channel_deadlines/a~1~0"), ("channel_deadlines", [], "/channel_deadlines"),
      ("payload", "Olá", "/payload"), ("payload", ["type": "text", "text": ""], "/payload/text"),
      ("payload", ["type": "file", "text": "x"], "/payload/type"), ("payload", ["type": "text"], "/payload/text"),
      ("payload", ["type": "text", "text": "x", "y/z": 1], "/payload/y~1z"), ("metadata", [], "/metadata"),
      ("reply_to_message_id", "", "/reply_to_message_id"), ("expires_at", "tomorrow", "/expires_at"),
      ("expires_at", "2026-02-30T00:00:00Z", "/expires_at"), ("expires_at", 1, "/expires_at"), ("extra", 1, "/extra"),
    ] as [(String, JSONValue, String)])
  func aBadFieldIsNamed(_ key: String, _ value: JSONValue, _ pointer: String) {
    let error = #expect(throws: GatewayError.self) { try decode(body([key: value])) }
    #expect(error?.code == .validationFailed)
    #expect(error?.fields.map(\.pointer) == [pointer])
  }

  @Test func allBadFieldsAreNamedAtOnce() {
    let error = #expect(throws: GatewayError.self) { try decode(#"{"payload":{"x":1},"to":[1,2],"z":0}"#) }
    #expect(
      error?.fields.map(\.pointer) == [
        "/conversation_id", "/from", "/to/0", "/to/1", "/payload/type", "/payload/text", "/payload/x", "/z",
      ])
  }

  @Test func limitsHoldAtTheirEdges() throws {
    _ = try decode(body(["payload": ["type": "text", "text": .string(String(repeating: "a", count: 65_536))]]))
    #expect(throws: GatewayError.self) {
      try decode(body(["payload": ["type": "text", "text": .string(String(repeating: "a", count: 65_537))]]))
    }
    let users = (0..<101).map { JSONValue.string("u\($0)") }
    _ = try decode(body(["to": .array(Array(users.dropLast()))]))
    #expect(throws: GatewayError.self) { try decode(body(["to": .array(users)])) }
    _ = try decode(body(["metadata": ["k": .string(String(repeating: "a", count: 16_384 - 8))]]))
    #expect(throws: GatewayError.self) {
      try decode(body(["metadata": ["k": .string(String(repeating: "a", count: 16_385 - 8))]]))
    }
    let channels = (0..<17).map { JSONValue.string("c\($0)") }
    #expect(throws: GatewayError.self) { try decode(body(["channels": .array(channels)])) }
  }

  @Test(arguments: [
    ("", ErrorCode.invalidJSON), ("{", .invalidJSON), (#"{"a":1,"a":1}"#, .invalidJSON), ("[]", .validationFailed),
    ("null", .validationFailed), ("\"\\u0000\"", .invalidJSON), (String(repeating: "[", count: 100_000), .invalidJSON),
  ])
  func whatIsNoObjectIsRefused(_ text: String, _ code: ErrorCode) {
    let error = #expect(throws: GatewayError.self) { try decode(text) }
    #expect(error?.code == code)
  }

  @Test func anErrorInTheTextSaysWhere() {
    let error = #expect(throws: GatewayError.self) { try decode("{\"a\": tru}") }
    #expect(error?.message.contains("byte 6") == true)
  }
}
