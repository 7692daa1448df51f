public import Model

/// One of a platform's names for a message that another one answers.
public struct QuotedName: Sendable, Hashable {
  public var account: String
  /// In whose chat the name means something: who got the message, or who wrote it.
  public var userID: String?
  /// The platform's chat in which it means something, where it came in.
  public var chat: String?
  /// Nil for a delivery that has no name yet.
  public var remoteID: String?
  /// The delivery whose name it is, or will be; nil for a message that came in.
  public var delivery: DeliveryKey?

  public init(account: String, userID: String?, chat: String?, remoteID: String?, delivery: DeliveryKey?) {
    self.account = account
    self.userID = userID
    self.chat = chat
    self.remoteID = remoteID
    self.delivery = delivery
  }
}
