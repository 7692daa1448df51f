public import Model

/// Asks for a code by which a person proves that an account is theirs.
public struct CreateLinkCode: Sendable, Hashable {
  /// How long a code is good, in seconds, and how long it may be.
  public static let defaultLifetime: Int32 = 600
  public static let lifetimes: ClosedRange<Int32> = 60...86_400

  public var clientID: ClientID
  public var userID: String
  /// The channel's type.
  public var channel: String
  /// In seconds.
  public var lifetime: Int32

  public init(clientID: ClientID, userID: String, channel: String, lifetime: Int32 = defaultLifetime) {
    self.clientID = clientID
    self.userID = userID
    self.channel = channel
    self.lifetime = lifetime
  }
}

/// A code for a person to send. It is shown once; what is stored is a hash.
public struct IssuedLinkCode: Sendable, Hashable {
  public var userID: String
  public var channel: String
  public var code: String
  public var expiresAt: Timestamp

  public init(userID: String, channel: String, code: String, expiresAt: Timestamp) {
    self.userID = userID
    self.channel = channel
    self.code = code
    self.expiresAt = expiresAt
  }
}
