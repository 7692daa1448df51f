import FoundationEssentials
import Inbox
public import Model
import Postgres
import Store

extension Gateway {
  public func mergeUser(_ request: UserMergeRequest) async throws(GatewayError) -> (merge: UserMerge, isNew: Bool) {
    let (result, isNew): (Result<UserMerging.Done, GatewayError>, Bool) = try await asking {
      let merging = UserMerging(partitionCount: configuration.partitionCount, now: .now())
      return try await pool.transaction { connection in
        switch try merging.merge(request, on: connection) {
        case .merged(let done, let isNew): (.success(done), isNew)
        case .refused(let error): (.failure(error), false)
        }
      }
    }
    return (merge: try await announced(result), isNew: isNew)
  }

  public func unmergeUser(_ userID: String, client: ClientID) async throws(GatewayError) -> UserMerge {
    let result: Result<UserMerging.Done, GatewayError> = try await asking {
      let merging = UserMerging(partitionCount: configuration.partitionCount, now: .now())
      return try await pool.transaction { try merging.undo(userID, client: client, on: $0) }
    }
    return try await announced(result)
  }

  private func announced(_ result: Result<UserMerging.Done, GatewayError>) async throws(GatewayError) -> UserMerge {
    let done = try result.get()
    try await asking { try await announce(done.partitions) }
    return done.merge
  }

  /// Tells the owners of these partitions that their inboxes have something.
  func announce(_ partitions: Set<Int16>) async throws {
    if partitions.contains(where: keeper.owns) { owner.inboxChanged() }
    if partitions.contains(where: { !keeper.owns($0) }) { try await pool.perform { try PostgresInbox.notify(on: $0) } }
  }

  public func merges(
    of userID: String, client: ClientID, page: PageRequest
  ) async throws(GatewayError) -> Page<UserMerge> {
    let before = if let text = page.cursor { try MergeCursor(text).number } else { Int64.max }
    let found: [UserMerge]? = try await asking {
      guard try await users.find(userID, client: client) != nil else { return nil }
      return try await pool.perform { connection in
        try UserMergeStore.list(
          of: userID, client: client, before: before, limit: page.limit + 1, on: connection)
      }
    }
    guard let found else { throw .noSuchUser }
    let elements = Array(found.prefix(page.limit))
    return Page(
      elements: elements, nextCursor: elements.last.map { MergeCursor(number: $0.number).text } ?? page.cursor,
      hasMore: found.count > page.limit)
  }

  public func createLinkCode(_ request: CreateLinkCode) async throws(GatewayError) -> IssuedLinkCode {
    let channels = Set(intake.rules.accounts.values.filter { $0.owner != nil }.map(\.channel))
    guard channels.contains(request.channel) else {
      let names =
        channels.isEmpty ? "no channel, since no account has an owner" : channels.sorted().joined(separator: ", ")
      throw GatewayError(
        .unknownChannel, "The gateway takes no messages of this channel.",
        fields: [.init("/channel", "must be one of \(names)")])
    }
    let now = Timestamp.now()
    let expiresAt = now.advanced(by: .seconds(request.lifetime))
    var generator = SystemRandomNumberGenerator()
    let code = LinkCode(using: &generator)
    let userID: String? = try await asking {
      try await pool.transaction { connection in
        let rows = try connection.query(MergedUsers.query([request.userID], client: request.clientID))
        guard rows.first != nil else { return nil }
        let userID = try MergedUsers.renamed(from: rows)[request.userID] ?? request.userID
        _ = try connection.pipeline(
          LinkCodeStore.issue(
            code.hash, to: userID, channel: request.channel, client: request.clientID, at: now, expiresAt: expiresAt))
        return userID
      }
    }
    guard let userID else { throw .noSuchUser }
    return IssuedLinkCode(userID: userID, channel: request.channel, code: code.text, expiresAt: expiresAt)
  }
}
