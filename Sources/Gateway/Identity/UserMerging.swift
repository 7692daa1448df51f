import FoundationEssentials
import Inbox
import JSON
import Model
import Postgres
import Store

/// Merges users and takes merges back, each inside one transaction of the caller.
///
/// Both users are held from the first statement on, so nobody puts them into a conversation meanwhile. What the owners of
/// partitions have to know reaches them as envelopes, in the order of each conversation: from there on, what waits for the
/// one waits for the other.
struct UserMerging {
  /// The most conversations that a user may have to be merged: the transaction has to end soon.
  static let maximumConversations = 10_000

  /// What became of a merge.
  enum Outcome {
    /// - isNew: false where it had been done before.
    case merged(Done, isNew: Bool)
    case refused(GatewayError)
  }

  struct Done {
    var merge: UserMerge
    /// Partitions whose inbox got something.
    var partitions: Set<Int16>
  }

  let partitionCount: Int16
  let now: Timestamp

  func merge(_ request: UserMergeRequest, on connection: PostgresConnection) throws -> Outcome {
    let users = try UserMergeStore.lock(
      [request.merged, request.survivor], client: request.clientID, on: connection)
    guard let present = users[request.merged] else { return .refused(.noSuchUser) }
    guard var survivor = users[request.survivor] else {
      return .refused(
        GatewayError(.userNotFound, "There is no user to merge into.", fields: [.init("/into", "must be a user's id")]))
    }
    if survivor != request.survivor {
      // Whoever it was merged into has to be held as well.
      survivor = try UserMergeStore.lock([survivor], client: request.clientID, on: connection)[survivor] ?? survivor
    }
    guard survivor != request.merged else {
      return .refused(GatewayError(field: "/into", "must be another user, and none that was merged into this one"))
    }
    guard present == request.merged else {
      guard present == survivor,
        let active = try UserMergeStore.active(of: request.merged, client: request.clientID, on: connection)
      else {
        return .refused(
          GatewayError(
            .conflict, "The user was merged into another one before; undo that merge first.",
            fields: [.init("/into", "must be \(present), whose alias the user is")]))
      }
      return .merged(Done(merge: active.merge, partitions: []), isNew: false)
    }
    return try merge(request, into: survivor, on: connection)
  }

  private func merge(
    _ request: UserMergeRequest, into survivor: String, on connection: PostgresConnection
  ) throws -> Outcome {
    let client = request.clientID
    let memberships = try UserMergeStore.memberships(
      of: request.merged, and: survivor, client: client, limit: Self.maximumConversations + 1, on: connection)
    guard memberships.count <= Self.maximumConversations else {
      return .refused(
        GatewayError(.conflict, "The user is in more than \(Self.maximumConversations) conversations; merge into it."))
    }
    let between = memberships.filter { $0.isPrivate && $0.isShared }
    guard between.isEmpty else {
      return .refused(
        GatewayError(
          .conflict, "The two users have a private conversation with each other, which cannot have one member.",
          fields: between.prefix(10).map {
            FieldError("/into", "must be nobody in conversation \($0.conversationID)")
          }))
    }

    let former = try UserMergeWrites.former(request.merged, into: survivor, client: client, on: connection)
    _ = try connection.pipeline(UserMergeWrites.apply(request.merged, into: survivor, client: client, at: now))
    let merge = try UserMergeStore.record(
      UserMerge(
        mergeID: .version7(at: now), number: 0, userID: survivor, mergedUserID: request.merged, cause: request.cause,
        reason: request.reason, moved: try Self.moved(former, memberships), mergedAt: now, undoneAt: nil),
      former: former, client: client, on: connection)
    let renamed = memberships.filter { !$0.isShared }.map {
      (conversationID: $0.conversationID, partition: $0.partition)
    }
    let partitions = try post(
      merge, .userMerged, renamed: renamed, from: request.merged, into: survivor, client: client, on: connection)
    return .merged(Done(merge: merge, partitions: partitions), isNew: true)
  }

  /// Takes back the merge by which `userID` is somebody else.
  func undo(_ userID: String, client: ClientID, on connection: PostgresConnection) throws -> Result<Done, GatewayError>
  {
    let users = try UserMergeStore.lock([userID], client: client, on: connection)
    guard let present = users[userID] else { return .failure(.noSuchUser) }
    guard present != userID, let active = try UserMergeStore.active(of: userID, client: client, on: connection) else {
      return .failure(GatewayError(.conflict, "The user is not merged into another one."))
    }
    let merge = active.merge
    let survivor = try UserMergeStore.lock([merge.userID], client: client, on: connection)
    guard survivor[merge.userID] == merge.userID else {
      return .failure(
        GatewayError(.conflict, "User \(merge.userID) was merged into another one since; undo that merge first."))
    }
    let newest = try UserMergeStore.newest(into: merge.userID, client: client, on: connection)
    guard newest == userID else {
      return .failure(
        GatewayError(
          .conflict, "User \(newest ?? "") was merged into \(merge.userID) since; undo that merge first."))
    }
    let returning = try UserMergeReversal.returning(merge, former: active.former, client: client, on: connection)
    _ = try connection.pipeline(
      UserMergeReversal.apply(
        merge, former: active.former, returning: returning.map(\.conversationID), client: client))
    let undone = try UserMergeStore.markUndone(merge.mergeID, at: now, on: connection)
    let partitions = try post(
      undone, .userUnmerged, renamed: returning, from: merge.userID, into: userID, client: client, on: connection)
    return .success(Done(merge: undone, partitions: partitions))
  }

  /// Tells the owners of conversations, and the log.
  private func post(
    _ merge: UserMerge, _ type: EventType, renamed: [(conversationID: ConversationID, partition: Int16)], from: String,
    into: String, client: ClientID, on connection: PostgresConnection
  ) throws -> Set<Int16> {
    let rename = MemberRename(from: from, into: into).json
    var postings = renamed.map { conversation in
      InboxQueries.Posting(
        partition: conversation.partition, kind: .rename, clientID: client,
        conversationID: conversation.conversationID, messageID: nil, body: rename, receivedAt: now)
    }
    var members: [(String, JSONValue)] = [
      ("merged_user_id", .string(merge.mergedUserID)), ("merge_id", .string(merge.mergeID.lowercaseString)),
      ("cause", .string(merge.cause.rawValue)),
    ]
    if let reason = merge.reason { members.append(("reason", .string(reason))) }
    postings.append(
      UserLog(partitionCount: partitionCount).posting(type, userID: merge.userID, client: client, members, at: now))
    _ = try connection.query(InboxQueries.post(postings))
    return Set(postings.map(\.partition))
  }

  private static func moved(_ former: [UInt8], _ memberships: [UserMergeStore.Membership]) throws -> JSONObject {
    let value = try JSONParser.parse(former)
    func count(_ key: String) -> JSONValue { .integer(Int64(value[key]?.arrayValue?.count ?? 0)) }
    return JSONObject([
      ("identities", .array(value["identities"]?.arrayValue?.compactMap { $0["channel"] } ?? [])),
      ("conversations", .integer(Int64(memberships.filter { !$0.isShared }.count))),
      ("shared_conversations", .integer(Int64(memberships.filter(\.isShared).count))),
      ("chats", count("threads")), ("contacts", count("contacts")),
    ])
  }
}

extension GatewayError {
  static let noSuchUser = GatewayError(.userNotFound, "There is no user with this id.")
}
