public import Model

/// What an owner knows of a conversation when it puts messages into it.
public struct ConversationHead: Sendable, Hashable {
  /// A member and the addresses at which they can be reached.
  public struct Member: Sendable, Hashable {
    public var userID: String
    /// Verified addresses by channel type.
    public var addresses: [String: String]
    /// What to call them; nil where nobody has said.
    public var displayName: String?

    public init(userID: String, addresses: [String: String], displayName: String? = nil) {
      self.userID = userID
      self.addresses = addresses
      self.displayName = displayName
    }
  }

  /// A platform's chat that is bound to the conversation.
  public struct Thread: Sendable, Hashable {
    public var account: String
    /// The platform's id of the chat.
    public var chat: String
    /// Who is on its other side; nil for a group.
    public var userID: String?
    public var isGroup: Bool

    public init(account: String, chat: String, userID: String?, isGroup: Bool) {
      self.account = account
      self.chat = chat
      self.userID = userID
      self.isGroup = isGroup
    }
  }

  public var clientID: ClientID
  public var lastSequenceNumber: Int64
  public var lastMessageAt: Timestamp?
  /// In the order in which they joined.
  public var members: [Member]
  /// The one that was bound last comes last.
  public var threads: [Thread]
  /// Ids that members had before they were merged, and theirs now; read only where somebody is named who is no member.
  public var aliases: [String: String] = [:]

  public init(
    clientID: ClientID, lastSequenceNumber: Int64, lastMessageAt: Timestamp?, members: [Member],
    threads: [Thread] = []
  ) {
    self.clientID = clientID
    self.lastSequenceNumber = lastSequenceNumber
    self.lastMessageAt = lastMessageAt
    self.members = members
    self.threads = threads
  }

  /// Who a user is by now.
  public func present(_ userID: String) -> String { aliases[userID] ?? userID }

  /// The chat in which a recipient is reached over an account; nil for the private chat with their address.
  public func chat(of userID: String, account: String) -> String? {
    threads.last { $0.account == account && ($0.isGroup || $0.userID == userID) }?.chat
  }
}
