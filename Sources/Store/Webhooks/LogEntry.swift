public import Model

/// An entry of the event log as its readers get it. The type stays text, so that a type of a newer version passes.
public struct LogEntry: Sendable, Hashable {
  public var partition: Int16
  public var position: Int64
  public var type: String
  public var clientID: ClientID
  public var conversationID: ConversationID
  public var messageID: String?
  public var sequenceNumber: Int64?
  public var occurredAt: Timestamp
  /// One JSON object with what is particular to the type.
  public var data: [UInt8]
  /// What the message of a `message.received` or `message.edited` says now, as JSON text. It stands with the message and
  /// not in the log, so that words which were taken back are told to nobody any more.
  public var payload: [UInt8]?

  public init(
    partition: Int16, position: Int64, type: String, clientID: ClientID, conversationID: ConversationID,
    messageID: String?, sequenceNumber: Int64?, occurredAt: Timestamp, data: [UInt8], payload: [UInt8]? = nil
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
    self.payload = payload
  }
}
