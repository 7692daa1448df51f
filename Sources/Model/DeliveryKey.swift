/// Names one delivery: the message's place in its conversation, and the delivery's place in the message.
public struct DeliveryKey: Sendable, Hashable {
  public var conversationID: ConversationID
  public var sequenceNumber: Int64
  public var ordinal: Int16

  public init(conversationID: ConversationID, sequenceNumber: Int64, ordinal: Int16) {
    self.conversationID = conversationID
    self.sequenceNumber = sequenceNumber
    self.ordinal = ordinal
  }
}
