public import Model

/// A delivery that is due, with the message it carries.
public struct PendingDelivery: Sendable, Hashable {
  public var owned: OwnedDelivery
  public var sender: String
  public var body: MessageBody
  /// When the message was accepted.
  public var createdAt: Timestamp
  /// The platform's chat that the conversation is bound to for this recipient.
  public var chat: String?
  /// The platform's name of the message that it answers, and the delivery that has it or will have it.
  public var quotedID: String?
  public var quotedDelivery: DeliveryKey?

  public init(
    owned: OwnedDelivery, sender: String, body: MessageBody, createdAt: Timestamp, chat: String? = nil,
    quotedID: String? = nil, quotedDelivery: DeliveryKey? = nil
  ) {
    self.owned = owned
    self.sender = sender
    self.body = body
    self.createdAt = createdAt
    self.chat = chat
    self.quotedID = quotedID
    self.quotedDelivery = quotedDelivery
  }
}
