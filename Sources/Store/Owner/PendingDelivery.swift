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
  /// The platform's name of the message that it answers, or changes, and the delivery that has it or will have it.
  public var quotedID: String?
  public var quotedDelivery: DeliveryKey?
  /// What the message says that it answers.
  public var quotedBody: MessageBody?
  /// Of a change: the platform's names of the second and later parts of the message that it is about.
  public var parts: [String]

  public init(
    owned: OwnedDelivery, sender: String, body: MessageBody, createdAt: Timestamp, chat: String? = nil,
    quotedID: String? = nil, quotedDelivery: DeliveryKey? = nil, quotedBody: MessageBody? = nil, parts: [String] = []
  ) {
    self.owned = owned
    self.sender = sender
    self.body = body
    self.createdAt = createdAt
    self.chat = chat
    self.quotedID = quotedID
    self.quotedDelivery = quotedDelivery
    self.quotedBody = quotedBody
    self.parts = parts
  }
}
