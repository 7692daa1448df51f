import Model
import Store

/// An event that is to be told, encoded once for all endpoints.
final class WebhookEvent: Sendable {
  let key: EventKey
  let eventID: String
  let type: String
  /// With the endpoint, what makes the lane.
  let conversationID: ConversationID
  let occurredAt: Timestamp
  let body: [UInt8]

  init(
    key: EventKey, eventID: String, type: String, conversationID: ConversationID, occurredAt: Timestamp, body: [UInt8]
  ) {
    self.key = key
    self.eventID = eventID
    self.type = type
    self.conversationID = conversationID
    self.occurredAt = occurredAt
    self.body = body
  }

  /// Throws only where stored bytes were damaged.
  convenience init(_ entry: LogEntry) throws {
    self.init(
      key: EventKey(partition: entry.partition, position: entry.position),
      eventID: EventID.text(conversation: entry.conversationID, position: entry.position), type: entry.type,
      conversationID: entry.conversationID, occurredAt: entry.occurredAt, body: try WebhookBody.bytes(for: entry))
  }
}
