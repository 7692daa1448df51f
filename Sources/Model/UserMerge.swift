public import FoundationEssentials
public import JSON

/// One user turned out to be another: an entry of the audit trail.
public struct UserMerge: Sendable, Hashable {
  /// What brought it about. The spelling is stored and is part of the API.
  public enum Cause: String, Sendable, Hashable, CaseIterable {
    /// The client asked for it.
    case api
    /// The person sent a link code from an account that was a stranger's until then.
    case linkCode = "link_code"
    /// A platform told two addresses together.
    case address
  }

  public var mergeID: UUID
  /// Grows in the order in which merges took place.
  public var number: Int64
  /// Who is left.
  public var userID: String
  /// Who is an alias of them since.
  public var mergedUserID: String
  public var cause: Cause
  /// The client's own words.
  public var reason: String?
  /// What changed hands: channels of identities, and numbers of conversations, chats and contacts.
  public var moved: JSONObject
  public var mergedAt: Timestamp
  /// When it was taken back; nil while it holds.
  public var undoneAt: Timestamp?

  public init(
    mergeID: UUID, number: Int64, userID: String, mergedUserID: String, cause: Cause, reason: String?,
    moved: JSONObject, mergedAt: Timestamp, undoneAt: Timestamp?
  ) {
    self.mergeID = mergeID
    self.number = number
    self.userID = userID
    self.mergedUserID = mergedUserID
    self.cause = cause
    self.reason = reason
    self.moved = moved
    self.mergedAt = mergedAt
    self.undoneAt = undoneAt
  }
}
