public import JSON

/// What a caller asks when it sends a message: decoded and well-formed, not yet checked against the conversation.
public struct SendMessage: Sendable, Hashable {
  public var clientID: ClientID
  /// Unique per client, 1 to 128 characters; the gateway makes one where the caller gave none.
  public var messageID: String
  public var conversationID: ConversationID
  /// The user who speaks; must be a member of the conversation.
  public var sender: String
  /// Nil for every other member.
  public var recipients: [String]?
  /// Channel types, account names, or `all`.
  public var channels: [String]
  public var strategy: DeliveryStrategy
  /// Seconds per entry of `channels` before `first_success` goes on to the next; absent entries get the default.
  public var channelDeadlines: [String: Int32]
  public var payload: Payload
  public var metadata: JSONObject?
  public var replyTo: String?
  /// When an undelivered message is given up; nil for never.
  public var expiresAt: Timestamp?

  public init(
    clientID: ClientID, messageID: String, conversationID: ConversationID, sender: String,
    recipients: [String]? = nil, channels: [String] = ["all"], strategy: DeliveryStrategy = .all,
    channelDeadlines: [String: Int32] = [:], payload: Payload, metadata: JSONObject? = nil, replyTo: String? = nil,
    expiresAt: Timestamp? = nil
  ) {
    self.clientID = clientID
    self.messageID = messageID
    self.conversationID = conversationID
    self.sender = sender
    self.recipients = recipients
    self.channels = channels
    self.strategy = strategy
    self.channelDeadlines = channelDeadlines
    self.payload = payload
    self.metadata = metadata
    self.replyTo = replyTo
    self.expiresAt = expiresAt
  }
}

/// How the channels of a message relate.
public enum DeliveryStrategy: String, Sendable, Hashable, CaseIterable {
  /// Over every channel at once.
  case all
  /// One after another, until one succeeds.
  case firstSuccess = "first_success"
}

/// What a message says.
public enum Payload: Sendable, Hashable {
  /// 1 to 65,536 bytes of UTF-8.
  case text(String, format: MessageFormat = .plain)
}
