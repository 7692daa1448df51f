/// A channel account over which messages can leave.
public struct RoutableAccount: Sendable, Hashable {
  /// The account's name in channels.yaml.
  public var name: String
  /// The channel's type, which decides whose addresses it can reach.
  public var channel: String
  /// Whether the platform tells when a message has reached the recipient's device. Where it does not, a message
  /// counts as having succeeded once the platform has taken it.
  public var reportsDelivery: Bool
  public var traits: ChannelTraits

  public init(name: String, channel: String, reportsDelivery: Bool, traits: ChannelTraits = [.text, .reply]) {
    self.name = name
    self.channel = channel
    self.reportsDelivery = reportsDelivery
    self.traits = traits
  }
}
