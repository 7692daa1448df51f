/// What the way in needs to know of a channel account.
public struct IngressAccount: Sendable, Hashable {
  public var name: String
  /// The channel's type.
  public var channel: String
  /// The name of the client to whom messages of unknown people belong; nil for none.
  public var owner: String?
  /// The user with whom unknown people get a conversation; nil for none.
  public var defaultMember: String?

  public init(name: String, channel: String, owner: String?, defaultMember: String?) {
    self.name = name
    self.channel = channel
    self.owner = owner
    self.defaultMember = defaultMember
  }
}
