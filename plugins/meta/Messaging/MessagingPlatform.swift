public import ConnectorSDK

/// In what Messenger and Instagram differ, as far as one Send API serves both.
public struct MessagingPlatform: Sendable {
  /// For people.
  public var name: String
  /// The `object` of callbacks.
  public var object: String
  /// Makes the parts of a text.
  public var splitter: TextSplitter
  /// Whether a request says its `messaging_type`.
  public var saysType: Bool
  /// Whether a message may carry metadata, which its echo gives back.
  public var takesMetadata: Bool
  /// The platform's names of the signs with which one can react.
  public var reactions: [String: String]
  /// The fields of callbacks to which an account is subscribed.
  public var subscribedFields: [String]
  /// The fields of a person's profile that hold their name.
  public var profileFields: [String]

  public init(
    name: String, object: String, splitter: TextSplitter, saysType: Bool, takesMetadata: Bool,
    reactions: [String: String], subscribedFields: [String], profileFields: [String]
  ) {
    self.name = name
    self.object = object
    self.splitter = splitter
    self.saysType = saysType
    self.takesMetadata = takesMetadata
    self.reactions = reactions
    self.subscribedFields = subscribedFields
    self.profileFields = profileFields
  }
}
