/// A fact about a conversation, entered once in its partition's log and never changed.
public struct Event: Sendable, Hashable {
  public var partition: Int16
  /// The place in the partition's log, from 1, without gaps.
  public var position: Int64
  public var type: EventType
  public var clientID: ClientID
  public var conversationID: ConversationID
  public var messageID: String?
  public var sequenceNumber: Int64?
  public var occurredAt: Timestamp
  /// One JSON object with what is particular to the type.
  public var data: [UInt8]

  public init(
    partition: Int16, position: Int64, type: EventType, clientID: ClientID, conversationID: ConversationID,
    messageID: String?, sequenceNumber: Int64?, occurredAt: Timestamp, data: [UInt8]
  ) {
    self.partition = partition
    self.position = position
    self.type = type
    self.clientID = clientID
    self.conversationID = conversationID
    self.messageID = messageID
    self.sequenceNumber = sequenceNumber
    self.occurredAt = occurredAt
    self.data = data
  }
}

/// The kinds of facts. The spelling is stored and is part of the API.
public enum EventType: String, Sendable, Hashable, CaseIterable {
  case messageAccepted = "message.accepted"
  /// A message that came in from a platform has its place.
  case messageReceived = "message.received"
  case messageSent = "message.sent"
  case messageDelivered = "message.delivered"
  case messageRead = "message.read"
  case messageFailed = "message.failed"
  case messageRedriven = "message.redriven"
  case messageEdited = "message.edited"
  case messageDeleted = "message.deleted"
  case messageReaction = "message.reaction"
  /// An edit, a deletion or a reaction got to a recipient's channel, in one form or another, or could not.
  case messageOperation = "message.operation"
  case conversationCreated = "conversation.created"
  case memberJoined = "conversation.member_joined"
  case memberLeft = "conversation.member_left"
  /// Nothing goes out over a channel account any more, or goes out again, as one node sees it. The log entry has an id made
  /// from the account's name for a conversation.
  case channelDown = "channel.down"
  case channelUp = "channel.up"
  /// The gateway has stopped sending to an endpoint. Its log entry has the webhook's id for a conversation.
  case webhookDisabled = "webhook.disabled"

  /// The event that a delivery's step is told by; nil for steps that only the gateway itself sees.
  public init?(step: DeliveryStatus) {
    switch step {
    case .sent: self = .messageSent
    case .delivered: self = .messageDelivered
    case .read: self = .messageRead
    case .failed: self = .messageFailed
    case .pending, .waiting, .skipped: return nil
    }
  }
}
