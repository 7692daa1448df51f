public import JSON

/// People who talk to each other, and the unit of order.
public struct Conversation: Sendable, Hashable {
  public var conversationID: ConversationID
  public var type: ConversationType
  /// User ids, in the order in which they joined.
  public var members: [String]
  public var metadata: JSONObject
  /// The sequence number of the newest message; 0 where there is none.
  public var lastSequenceNumber: Int64
  public var createdAt: Timestamp
  public var updatedAt: Timestamp

  public init(
    conversationID: ConversationID, type: ConversationType, members: [String], metadata: JSONObject,
    lastSequenceNumber: Int64 = 0, createdAt: Timestamp, updatedAt: Timestamp
  ) {
    self.conversationID = conversationID
    self.type = type
    self.members = members
    self.metadata = metadata
    self.lastSequenceNumber = lastSequenceNumber
    self.createdAt = createdAt
    self.updatedAt = updatedAt
  }
}

/// The raw values are stored; they never change.
public enum ConversationType: Int16, Sendable, Hashable, CaseIterable {
  /// Exactly two members, for ever.
  case `private` = 1
  /// Three members or more when made; members may join and leave.
  case group = 2

  public var name: String {
    switch self {
    case .private: "private"
    case .group: "group"
    }
  }

  public init?(name: String) {
    guard let type = Self.allCases.first(where: { $0.name == name }) else { return nil }
    self = type
  }
}
