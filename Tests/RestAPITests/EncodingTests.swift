import Foundation
import JSON
import Model
import Testing

@testable import RestAPI

struct EncodingTests {
  private let conversation = ConversationID(UUID())

  private func time(_ seconds: Int64) -> Timestamp { Timestamp(microseconds: seconds * 1_000_000) }

  private func delivery(
    _ recipient: String, _ channel: String, _ status: DeliveryStatus, sent: Int64? = nil, delivered: Int64? = nil,
    read: Int64? = nil, failed: Int64? = nil
  ) -> Delivery {
    Delivery(
      key: DeliveryKey(conversationID: conversation, sequenceNumber: 1, ordinal: 0), recipient: recipient,
      channel: channel, account: channel + "-1", address: nil, status: status, sentAt: sent.map(time),
      deliveredAt: delivered.map(time), readAt: read.map(time), failedAt: failed.map(time))
  }

  private func json(_ deliveries: [Delivery], sequenceNumber: Int64? = 1, body: String = #"{"to":["b"]}"#) throws
    -> JSONValue
  {
    let message = Message(
      messageID: "m", conversationID: conversation, sequenceNumber: sequenceNumber, sender: "a",
      body: MessageBody(json: Array(body.utf8)), createdAt: time(0), updatedAt: time(0), deliveries: deliveries)
    return try JSONParser.parse(Answer.json { message.write(into: &$0) }.body)
  }

  @Test func aMessageThatNobodyHasTakenIsPending() throws {
    let value = try json(
      [], sequenceNumber: nil, body: #"{"to":["b"],"channels":["all"],"payload":{"x":1},"metadata":{"n":1.50}}"#)
    #expect(value["sequence_number"] == .null)
    #expect(value["status"] == "pending")
    #expect(value["status_history"] == [])
    #expect(value["channel_delivery"] == .object(JSONObject()))
    #expect(value["metadata"] == ["n": .number("1.50")])
    #expect(value["expires_at"] == nil)
  }

  @Test func theHistoryIsInTheOrderOfTime() throws {
    let value = try json([
      delivery("b", "x", .read, sent: 1, delivered: 4, read: 5), delivery("c", "y", .delivered, sent: 2, delivered: 2),
    ])
    let steps = value["status_history"]?.arrayValue?.map {
      "\($0["details"]?["recipient"]?.stringValue ?? "") \($0["status"]?.stringValue ?? "")"
    }
    #expect(steps == ["b sent", "c sent", "c delivered", "b delivered", "b read"])
  }

  @Test func aChannelStandsWhereItsLastRecipientStands() throws {
    let value = try json([
      delivery("b", "x", .read, sent: 1, delivered: 2, read: 3), delivery("c", "x", .delivered, sent: 4, delivered: 5),
      delivery("d", "y", .failed, failed: 6), delivery("e", "z", .waiting),
    ])
    #expect(
      value["channel_delivery"]?["x"] == [
        "status": "delivered", "sent_at": "1970-01-01T00:00:04.000000Z", "delivered_at": "1970-01-01T00:00:05.000000Z",
      ])
    #expect(value["channel_delivery"]?["y"] == ["status": "failed", "failed_at": "1970-01-01T00:00:06.000000Z"])
    #expect(value["channel_delivery"]?["z"] == ["status": "pending"])
  }

  @Test func aFailureSaysWhy() throws {
    var failed = delivery("b", "x", .failed, failed: 1)
    failed.reason = "connector.permanent"
    failed.detail = "no such number"
    failed.possibleDuplicate = true
    failed.attempts = 5
    let value = try json([failed])
    #expect(value["status"] == "failed")
    #expect(value["status_history"]?.arrayValue?.first?["details"]?["reason"] == "connector.permanent")
    let entry = value["deliveries"]?.arrayValue?.first
    #expect(entry?["possible_duplicate"] == true)
    #expect(entry?["attempts"] == 5)
    #expect(entry?["sent_at"] == nil)
  }

  @Test func retryAfterIsAtLeastASecond() {
    let soon = Answer(Refusal(GatewayError(.rateLimited, "x", retryAfter: .milliseconds(1))), requestID: "r")
    #expect(soon.headers.contains { $0 == ("Retry-After", "1") })
    let unavailable = Answer(Refusal(.unavailable, "x"), requestID: "r")
    #expect(unavailable.headers.contains { $0 == ("Retry-After", "1") })
  }

  @Test(arguments: ErrorCode.allCases)
  func everyCodeIsAProblem(_ code: ErrorCode) throws {
    let answer = Answer(Refusal(code, "x"), requestID: "r")
    let value = try JSONParser.parse(answer.body)
    #expect(answer.status == code.httpStatus)
    #expect(value["type"] == .string("urn:chat4all:error:\(code.rawValue)"))
    #expect(value["title"] == .string(code.title))
    #expect(value["status"] == .integer(code.httpStatus))
  }
}
