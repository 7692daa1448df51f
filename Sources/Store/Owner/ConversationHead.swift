public import Model

/// What an owner knows of a conversation when it puts messages into it.
public struct ConversationHead: Sendable, Hashable {
  /// A member and the addresses at which they can be reached.
  public struct Member: Sendable, Hashable {
    public var userID: String
    /// Verified addresses by channel type.
    public var addresses: [String: String]

    public init(userID: String, addresses: [String: String]) {
      self.userID = userID
      self.addresses = addresses
    }
  }

  public var clientID: ClientID
  public var lastSequenceNumber: Int64
  public var lastMessageAt: Timestamp?
  /// In the order in which they joined.
  public var members: [Member]

  public init(clientID: ClientID, lastSequenceNumber: Int64, lastMessageAt: Timestamp?, members: [Member]) {
    self.clientID = clientID
    self.lastSequenceNumber = lastSequenceNumber
    self.lastMessageAt = lastMessageAt
    self.members = members
  }
}
