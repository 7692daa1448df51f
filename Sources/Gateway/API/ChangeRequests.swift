public import Model

/// New words for a message.
public struct EditMessage: Sendable, Hashable {
  public var clientID: ClientID
  public var messageID: String
  /// Who edits; nil for the message's author, who alone may.
  public var author: String?
  public var payload: Payload

  public init(clientID: ClientID, messageID: String, author: String? = nil, payload: Payload) {
    self.clientID = clientID
    self.messageID = messageID
    self.author = author
    self.payload = payload
  }
}

/// A user's reaction to a message.
public struct ReactToMessage: Sendable, Hashable {
  public var clientID: ClientID
  public var messageID: String
  /// A member of the conversation.
  public var userID: String
  /// One sign; nil takes the reaction back.
  public var reaction: String?

  public init(clientID: ClientID, messageID: String, userID: String, reaction: String?) {
    self.clientID = clientID
    self.messageID = messageID
    self.userID = userID
    self.reaction = reaction
  }
}

/// That a user is typing in a conversation, or has stopped.
public struct ShowTyping: Sendable, Hashable {
  public var clientID: ClientID
  public var conversationID: ConversationID
  /// A member of the conversation.
  public var userID: String
  public var isTyping: Bool

  public init(clientID: ClientID, conversationID: ConversationID, userID: String, isTyping: Bool) {
    self.clientID = clientID
    self.conversationID = conversationID
    self.userID = userID
    self.isTyping = isTyping
  }
}
