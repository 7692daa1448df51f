public import Model

/// A delivery that is due, with the message it carries.
public struct PendingDelivery: Sendable, Hashable {
  public var owned: OwnedDelivery
  public var sender: String
  public var body: MessageBody
  /// When the message was accepted.
  public var createdAt: Timestamp

  public init(owned: OwnedDelivery, sender: String, body: MessageBody, createdAt: Timestamp) {
    self.owned = owned
    self.sender = sender
    self.body = body
    self.createdAt = createdAt
  }
}
