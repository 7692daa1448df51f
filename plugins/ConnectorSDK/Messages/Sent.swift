/// A message that the platform has accepted.
public struct Sent: Sendable, Equatable {
  /// The platform's id of it, unique within the account; later events refer to it.
  public var remoteID: String
  /// Where the platform needed several messages: the ids of the second and later ones.
  public var moreIDs: [String]

  public init(_ remoteID: String, more moreIDs: [String] = []) {
    self.remoteID = remoteID
    self.moreIDs = moreIDs
  }
}
