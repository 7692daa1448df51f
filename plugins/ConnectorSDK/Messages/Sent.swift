/// A message that the platform has accepted.
public struct Sent: Sendable, Equatable {
  /// The platform's id of it, unique within the account; later events refer to it.
  public var remoteID: String
  /// Where the platform needed several messages: the ids of the second and later ones.
  public var moreIDs: [String]

  /// Of an edit: the message goes by the same ids as before.
  public static let same = Self("")

  public init(_ remoteID: String, more moreIDs: [String] = []) {
    self.remoteID = remoteID
    self.moreIDs = moreIDs
  }
}
