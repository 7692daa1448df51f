/// What someone thinks of a message, in one sign.
public struct Reaction: Sendable, Hashable {
  public var userID: String
  /// The platform's own sign: an emoji, or its name for one.
  public var reaction: String
  /// The channel's type from which it came.
  public var channel: String
  public var reactedAt: Timestamp

  public init(userID: String, reaction: String, channel: String, reactedAt: Timestamp) {
    self.userID = userID
    self.reaction = reaction
    self.channel = channel
    self.reactedAt = reactedAt
  }
}
