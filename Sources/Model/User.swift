public import JSON

/// A person, as a client names them.
public struct User: Sendable, Hashable {
  /// Opaque, chosen by the client: 1 to 128 characters.
  public var userID: String
  public var displayName: String?
  public var metadata: JSONObject
  public var identities: [Identity]
  /// Ids that the user had before they were merged, or somebody whom they have turned out to be; each still means them.
  public var aliases: [String]
  public var createdAt: Timestamp
  public var updatedAt: Timestamp

  public init(
    userID: String, displayName: String?, metadata: JSONObject, identities: [Identity], aliases: [String] = [],
    createdAt: Timestamp, updatedAt: Timestamp
  ) {
    self.userID = userID
    self.displayName = displayName
    self.metadata = metadata
    self.identities = identities
    self.aliases = aliases
    self.createdAt = createdAt
    self.updatedAt = updatedAt
  }
}

/// A user's address on one channel. Only verified identities receive messages.
public struct Identity: Sendable, Hashable {
  /// The channel's type, such as `telegram`.
  public var channel: String
  /// The platform's name for the person: a phone number, a chat id, a Matrix id. Unique per client and channel.
  public var address: String
  public var verified: Bool
  public var metadata: JSONObject
  public var createdAt: Timestamp
  public var updatedAt: Timestamp

  public init(
    channel: String, address: String, verified: Bool, metadata: JSONObject, createdAt: Timestamp, updatedAt: Timestamp
  ) {
    self.channel = channel
    self.address = address
    self.verified = verified
    self.metadata = metadata
    self.createdAt = createdAt
    self.updatedAt = updatedAt
  }
}
