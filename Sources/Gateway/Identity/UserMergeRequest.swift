public import Model

/// Says that one user is another.
public struct UserMergeRequest: Sendable, Hashable {
  public var clientID: ClientID
  /// Who becomes an alias.
  public var merged: String
  /// Who is left.
  public var survivor: String
  public var cause: UserMerge.Cause
  /// The client's own words, for the audit trail.
  public var reason: String?

  public init(
    clientID: ClientID, merged: String, survivor: String, cause: UserMerge.Cause = .api, reason: String? = nil
  ) {
    self.clientID = clientID
    self.merged = merged
    self.survivor = survivor
    self.cause = cause
    self.reason = reason
  }
}
