public import FoundationEssentials
import JSON
public import Model
public import Postgres

/// The audit trail of merges, and what is asked before one.
public enum UserMergeStore {
  /// A conversation of the user that is to be merged.
  public struct Membership: Sendable, Hashable {
    public var conversationID: ConversationID
    public var partition: Int16
    public var isPrivate: Bool
    /// The survivor is a member, too.
    public var isShared: Bool
  }

  private static let lockStatement = Statement(
    """
    SELECT user_id, merged_into FROM users WHERE client_id = $1 AND user_id = ANY ($2::text[])
    ORDER BY user_id FOR UPDATE
    """)
  private static let membershipsStatement = Statement(
    """
    SELECT m.conversation_id, c.partition, c.type, EXISTS (
             SELECT FROM conversation_members o WHERE o.conversation_id = m.conversation_id AND o.user_id = $3)
    FROM conversation_members m JOIN conversations c ON c.conversation_id = m.conversation_id
    WHERE m.client_id = $1 AND m.user_id = $2 ORDER BY m.conversation_id LIMIT $4
    """)
  private static let columns = """
    merge_id, number, user_id, merged, cause, reason, moved, merged_at, undone_at
    """
  private static let activeStatement = Statement(
    """
    SELECT \(columns), former FROM user_merges
    WHERE client_id = $1 AND merged = $2 AND undone_at IS NULL ORDER BY number DESC LIMIT 1
    """)
  private static let newestIntoStatement = Statement(
    """
    SELECT merged FROM user_merges WHERE client_id = $1 AND user_id = $2 AND undone_at IS NULL
    ORDER BY number DESC LIMIT 1
    """)
  private static let listStatement = Statement(
    """
    SELECT \(columns) FROM user_merges
    WHERE client_id = $1 AND (user_id = $2 OR merged = $2) AND number < $3 ORDER BY number DESC LIMIT $4
    """, readOnly: true)
  private static let recordStatement = Statement(
    """
    INSERT INTO user_merges (merge_id, client_id, user_id, merged, cause, reason, moved, former, merged_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING \(columns)
    """)
  private static let undoneStatement = Statement(
    "UPDATE user_merges SET undone_at = $2 WHERE merge_id = $1 RETURNING \(columns)")

  /// Holds users for a merge: nobody puts them into a conversation until the transaction ends. The answer has those that
  /// exist, each with who they are by now.
  public static func lock(
    _ userIDs: [String], client: ClientID, on connection: PostgresConnection
  ) throws -> [String: String] {
    var found: [String: String] = [:]
    for row in try connection.query(lockStatement, [.uuid(client.uuid), .textArray(userIDs)]) {
      let id = try row.text(0)
      found[id] = try row.optionalText(1) ?? id
    }
    return found
  }

  public static func memberships(
    of merged: String, and survivor: String, client: ClientID, limit: Int, on connection: PostgresConnection
  ) throws -> [Membership] {
    try connection.query(
      membershipsStatement, [.uuid(client.uuid), .text(merged), .text(survivor), .int64(Int64(limit))]
    ).map { row in
      Membership(
        conversationID: ConversationID(try row.uuid(0)), partition: try row.int16(1),
        isPrivate: try row.int16(2) == ConversationType.private.rawValue, isShared: try row.bool(3))
    }
  }

  /// The merge by which a user is another one, and what has to be known to take it back.
  public static func active(
    of merged: String, client: ClientID, on connection: PostgresConnection
  ) throws -> (merge: UserMerge, former: [UInt8])? {
    try connection.query(activeStatement, [.uuid(client.uuid), .text(merged)]).first.map {
      (merge: try merge(from: $0), former: try $0.bytes(9))
    }
  }

  /// Who was merged last into a user, of those who still are.
  public static func newest(
    into survivor: String, client: ClientID, on connection: PostgresConnection
  ) throws -> String? {
    try connection.query(newestIntoStatement, [.uuid(client.uuid), .text(survivor)]).first?.text(0)
  }

  /// Merges of and into a user, the newest first, before the one of this number.
  public static func list(
    of userID: String, client: ClientID, before number: Int64, limit: Int, on connection: PostgresConnection
  ) throws -> [UserMerge] {
    try connection.query(
      listStatement, [.uuid(client.uuid), .text(userID), .int64(number), .int64(Int64(limit))]
    ).map(merge(from:))
  }

  /// Enters a merge in the trail; its number is given here.
  public static func record(
    _ merge: UserMerge, former: [UInt8], client: ClientID, on connection: PostgresConnection
  ) throws -> UserMerge {
    try Self.merge(
      from: connection.query(
        recordStatement,
        [
          .uuid(merge.mergeID), .uuid(client.uuid), .text(merge.userID), .text(merge.mergedUserID),
          .text(merge.cause.rawValue), .optionalText(merge.reason), .json(merge.moved.bytes), .json(former),
          .time(merge.mergedAt),
        ]
      ).single())
  }

  public static func markUndone(
    _ mergeID: UUID, at time: Timestamp, on connection: PostgresConnection
  ) throws -> UserMerge {
    try merge(from: connection.query(undoneStatement, [.uuid(mergeID), .time(time)]).single())
  }

  private static func merge(from row: Row) throws -> UserMerge {
    guard let cause = UserMerge.Cause(rawValue: try row.text(4)) else {
      throw PostgresError(.decode, "a merge has a cause that this version does not know")
    }
    return UserMerge(
      mergeID: try row.uuid(0), number: try row.int64(1), userID: try row.text(2), mergedUserID: try row.text(3),
      cause: cause, reason: try row.optionalText(5), moved: try row.object(6), mergedAt: try row.time(7),
      undoneAt: try row.optionalTime(8))
  }
}
