/// A secret with which access tokens are signed.
public struct SigningKey: Sendable {
  /// Stands in each token's header, so that several keys can be in use at once.
  public var id: String
  /// 32 bytes or more.
  public var secret: [UInt8]

  public init(id: String, secret: [UInt8]) {
    self.id = id
    self.secret = secret
  }
}
