public import JSON
public import Model

/// A new conversation. Users that do not exist yet are created.
public struct CreateConversation: Sendable, Hashable {
  public var clientID: ClientID
  public var type: ConversationType
  /// Private: exactly two; group: 3 to the configured maximum (100). Each once.
  public var members: [String]
  public var metadata: JSONObject

  public init(clientID: ClientID, type: ConversationType, members: [String], metadata: JSONObject = JSONObject()) {
    self.clientID = clientID
    self.type = type
    self.members = members
    self.metadata = metadata
  }
}

/// Creates a user or replaces what is known of one.
public struct PutUser: Sendable, Hashable {
  public var clientID: ClientID
  public var userID: String
  public var displayName: String?
  public var metadata: JSONObject

  public init(clientID: ClientID, userID: String, displayName: String? = nil, metadata: JSONObject = JSONObject()) {
    self.clientID = clientID
    self.userID = userID
    self.displayName = displayName
    self.metadata = metadata
  }
}

/// Creates a user's identity on a channel or replaces it.
public struct PutIdentity: Sendable, Hashable {
  public var clientID: ClientID
  public var userID: String
  public var channel: String
  public var address: String
  public var verified: Bool
  public var metadata: JSONObject

  public init(
    clientID: ClientID, userID: String, channel: String, address: String, verified: Bool,
    metadata: JSONObject = JSONObject()
  ) {
    self.clientID = clientID
    self.userID = userID
    self.channel = channel
    self.address = address
    self.verified = verified
    self.metadata = metadata
  }
}

/// Which part of a list to answer with.
public struct PageRequest: Sendable, Hashable {
  /// What the page before gave as `next_cursor`; nil for the beginning.
  public var cursor: String?
  /// 1 to 200.
  public var limit: Int

  public init(cursor: String? = nil, limit: Int = 50) {
    self.cursor = cursor
    self.limit = limit
  }
}

/// Which part of a conversation's history to answer with.
public struct HistoryRequest: Sendable, Hashable {
  public enum Start: Sendable, Hashable {
    /// The first message in the direction of reading.
    case end
    /// Messages accepted at or after this moment.
    case time(Timestamp)
    /// Where another page ended.
    case cursor(String)
  }

  public enum Direction: String, Sendable, Hashable, CaseIterable {
    /// Oldest first.
    case forward
    /// Newest first.
    case backward
  }

  public var start: Start
  public var direction: Direction
  /// 1 to 200.
  public var limit: Int

  public init(start: Start = .end, direction: Direction = .forward, limit: Int = 50) {
    self.start = start
    self.direction = direction
    self.limit = limit
  }
}

/// One part of a list.
public struct Page<Element: Sendable>: Sendable {
  public var elements: [Element]
  /// Where the next page begins; for a history also where a reader may come back for what is new.
  public var nextCursor: String?
  public var hasMore: Bool

  public init(elements: [Element], nextCursor: String?, hasMore: Bool) {
    self.elements = elements
    self.nextCursor = nextCursor
    self.hasMore = hasMore
  }
}
