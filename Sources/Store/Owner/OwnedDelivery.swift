public import Model

/// A delivery together with what its owner needs to work on it and to tell of it.
public struct OwnedDelivery: Sendable, Hashable {
  public var delivery: Delivery
  public var clientID: ClientID
  public var messageID: String
  public var partition: Int16
  /// The place in the partition's queue of deliveries: the order in which deliveries became due.
  public var queueID: Int64

  public init(delivery: Delivery, clientID: ClientID, messageID: String, partition: Int16, queueID: Int64) {
    self.delivery = delivery
    self.clientID = clientID
    self.messageID = messageID
    self.partition = partition
    self.queueID = queueID
  }
}
