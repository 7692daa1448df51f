import FoundationEssentials
public import Model
import Store

extension Gateway {
  public func createConversation(_ request: CreateConversation) async throws(GatewayError) -> Conversation {
    let distinct = Set(request.members).count
    guard distinct == request.members.count else {
      throw GatewayError(field: "/members", "must name each member once")
    }
    switch request.type {
    case .private:
      guard distinct == 2 else { throw GatewayError(field: "/members", "must be exactly 2 users when type is private") }
    case .group:
      guard (3...configuration.maximumMembers).contains(distinct) else {
        throw GatewayError(
          field: "/members", "must be 3 to \(configuration.maximumMembers) users when type is group")
      }
    }
    let made: Conversation? = try await asking {
      let now = Timestamp.now()
      let conversation = Conversation(
        conversationID: ConversationID(.version7(at: now)), type: request.type, members: request.members,
        metadata: request.metadata, createdAt: now, updatedAt: now)
      let made = try await conversations.create(
        conversation, client: request.clientID,
        partition: conversation.conversationID.partition(of: configuration.partitionCount))
      if made != nil { try await announce(conversation.conversationID) }
      return made
    }
    guard let made else {
      throw GatewayError(field: "/members", "must name each member once; two of them are one user")
    }
    return made
  }

  public func conversation(_ id: ConversationID, client: ClientID) async throws(GatewayError) -> Conversation {
    let conversation = try await asking { try await conversations.find(id, client: client) }
    guard let conversation else { throw .noConversation }
    return conversation
  }

  public func conversations(
    client: ClientID, member: String?, page: PageRequest
  ) async throws(GatewayError) -> Page<Conversation> {
    let cursor = if let text = page.cursor { try ConversationCursor(text) } else { ConversationCursor.start }
    let found = try await asking {
      try await conversations.list(
        client: client, member: member, after: (createdAt: cursor.createdAt, id: cursor.id), limit: page.limit + 1)
    }
    let elements = Array(found.prefix(page.limit))
    let next = elements.last.map { ConversationCursor(createdAt: $0.createdAt, id: $0.conversationID).text }
    return Page(elements: elements, nextCursor: next ?? page.cursor, hasMore: found.count > page.limit)
  }

  public func addMember(
    _ userID: String, to id: ConversationID, client: ClientID
  ) async throws(GatewayError) -> Conversation {
    let outcome = try await asking {
      try await conversations.addMember(
        userID, to: id, client: client, maximumMembers: configuration.maximumMembers, at: .now())
    }
    return try await conversation(id, client: client, after: outcome)
  }

  public func removeMember(
    _ userID: String, from id: ConversationID, client: ClientID
  ) async throws(GatewayError) -> Conversation {
    let outcome = try await asking {
      try await conversations.removeMember(userID, from: id, client: client, at: .now())
    }
    return try await conversation(id, client: client, after: outcome)
  }

  private func conversation(
    _ id: ConversationID, client: ClientID, after outcome: ConversationStore.MembershipOutcome
  ) async throws(GatewayError) -> Conversation {
    switch outcome {
    case .conversationUnknown: throw .noConversation
    case .isPrivate:
      throw GatewayError(.conflict, "A private conversation has the same two members for ever; create a group instead.")
    case .isFull:
      throw GatewayError(.conflict, "The group has \(configuration.maximumMembers) members, the most it may have.")
    case .changed, .unchanged: break
    }
    if outcome == .changed { try await asking { try await announce(id) } }
    return try await conversation(id, client: client)
  }

  public func history(
    _ id: ConversationID, client: ClientID, request: HistoryRequest
  ) async throws(GatewayError) -> Page<Message> {
    let limit = Int64(request.limit)
    let isForward = request.direction == .forward
    let from: Int64
    switch request.start {
    case .end where isForward: from = 1
    case .end:
      let found = try await asking { try await messages.newest(id, client: client, limit: limit) }
      return try backwards(found, downTo: 1)
    case .cursor(let text): from = try HistoryCursor(text).number
    case .time(let time):
      let last = try await last(of: id, client: client)
      let first = try await asking { try await messages.firstSequenceNumber(id, at: time, last: last) }
      // Backwards, `since` is the end of reading: see below.
      guard !isForward else {
        from = first
        break
      }
      return try await newest(id, client: client, downTo: first, limit: limit, last: last)
    }
    let numbers = isForward ? from...(from + limit - 1) : max(1, from - limit + 1)...max(1, from)
    let found = try await asking { try await messages.history(id, client: client, numbers: numbers) }
    guard isForward else { return try backwards(found, downTo: 1) }
    guard let found else { throw .noConversation }
    let next = (found.messages.last?.sequenceNumber ?? from - 1) + 1
    return Page(elements: found.messages, nextCursor: HistoryCursor(number: next).text, hasMore: next <= found.last)
  }

  private func newest(
    _ id: ConversationID, client: ClientID, downTo first: Int64, limit: Int64, last: Int64
  ) async throws(GatewayError) -> Page<Message> {
    guard first <= last else { return Page(elements: [], nextCursor: nil, hasMore: false) }
    let numbers = max(first, last - limit + 1)...last
    return try backwards(
      try await asking { try await messages.history(id, client: client, numbers: numbers) }, downTo: first)
  }

  /// A page from the newest to the oldest, with more to follow until the message `lowest` has been read.
  private func backwards(
    _ found: (messages: [Message], last: Int64)?, downTo lowest: Int64
  ) throws(GatewayError) -> Page<Message> {
    guard let found else { throw .noConversation }
    let next = (found.messages.first?.sequenceNumber ?? 1) - 1
    let hasMore = next >= lowest
    return Page(
      elements: found.messages.reversed(), nextCursor: hasMore ? HistoryCursor(number: next).text : nil,
      hasMore: hasMore)
  }

  private func last(of id: ConversationID, client: ClientID) async throws(GatewayError) -> Int64 {
    let last = try await asking { try await messages.lastSequenceNumber(id, client: client) }
    guard let last else { throw .noConversation }
    return last
  }
}

extension GatewayError {
  static let noConversation = GatewayError(.conversationNotFound, "There is no conversation with this id.")
}
