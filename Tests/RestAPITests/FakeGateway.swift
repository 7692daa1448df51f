import Foundation
import Gateway
import JSON
import Model
import Synchronization

/// A gateway in memory: everything is there at once, nothing is delivered anywhere.
final class FakeGateway: GatewayAPI {
  typealias Send = @Sendable (SendMessage, @escaping @Sendable (Result<Void, GatewayError>) -> Void) -> Void

  struct State: Sendable {
    var clients: [ClientID: (client: APIClient, secret: String)] = [:]
    var conversations: [ConversationID: (owner: ClientID, conversation: Conversation)] = [:]
    var users: [String: (owner: ClientID, user: User)] = [:]
    var messages: [String: (owner: ClientID, message: Message)] = [:]
    var order: [String] = []
    var deadLetters: [DeadLetter] = []
    var webhooks: [WebhookID: Webhook] = [:]
    var isReady = true
    var clientLookUps = 0
    var failure: GatewayError?
    var sends: [SendMessage] = []
    var callbacks: [PlatformCallback] = []
  }

  let state = Mutex(State())
  let time: @Sendable () -> Timestamp
  // In a struct: a closure that is a generic value itself is wrapped once more by each access to it.
  private struct Sending: Sendable {
    var run: Send?
  }

  private let sending: Mutex<Sending>

  /// - Parameter send: what a send does instead of storing the message.
  init(time: @escaping @Sendable () -> Timestamp = { .now() }, send: Send? = nil) {
    self.time = time
    sending = Mutex(Sending(run: send))
  }

  func onSend(_ send: Send?) { sending.withLock { $0.run = send } }

  func addClient(secret: String = "secret", scopes: Set<Scope>, name: String = "client") -> ClientID {
    let id = ClientID(UUID())
    state.withLock {
      $0.clients[id] = (
        APIClient(clientID: id, name: name, scopes: scopes, createdAt: time(), disabledAt: nil), secret
      )
    }
    return id
  }

  func disable(_ id: ClientID) {
    state.withLock { $0.clients[id]?.client.disabledAt = time() }
  }

  func fail(with error: GatewayError?) { state.withLock { $0.failure = error } }

  func locked<Value: Sendable>(
    _ body: (inout sending State) throws(GatewayError) -> Value
  ) throws(GatewayError) -> Value {
    let result: Result<Value, GatewayError> = state.withLock { state in
      if let failure = state.failure { return .failure(failure) }
      do throws(GatewayError) { return .success(try body(&state)) } catch { return .failure(error) }
    }
    return try result.get()
  }
}

// MARK: Clients

extension FakeGateway {
  func authenticate(clientID: ClientID, secret: String) async throws(GatewayError) -> APIClient? {
    try locked { state throws(GatewayError) in
      guard let entry = state.clients[clientID], entry.secret == secret, entry.client.disabledAt == nil else {
        return nil
      }
      return entry.client
    }
  }

  func client(_ clientID: ClientID) async throws(GatewayError) -> APIClient? {
    try locked { state throws(GatewayError) in
      state.clientLookUps += 1
      let client = state.clients[clientID]?.client
      return client?.disabledAt == nil ? client : nil
    }
  }
}

// MARK: Platforms

extension FakeGateway {
  /// The account `echo` answers with the body that came.
  func callback(
    _ callback: PlatformCallback, account: String,
    completion: @escaping @Sendable (Result<CallbackAnswer, GatewayError>) -> Void
  ) {
    let result: Result<CallbackAnswer, GatewayError> = state.withLock { state in
      if let failure = state.failure { return .failure(failure) }
      guard account == "echo" else { return .failure(GatewayError(.notFound, "There is no such account.")) }
      state.callbacks.append(callback)
      return .success(CallbackAnswer(status: 200, headers: [("Content-Type", "text/plain")], body: callback.body))
    }
    completion(result)
  }
}

// MARK: Messages

extension FakeGateway {
  func send(_ message: SendMessage, completion: @escaping @Sendable (Result<Void, GatewayError>) -> Void) {
    if let send = sending.withLock({ $0.run }) { return send(message, completion) }
    do throws(GatewayError) {
      try store(message)
      completion(.success(()))
    } catch {
      completion(.failure(error))
    }
  }

  private func store(_ message: SendMessage) throws(GatewayError) {
    let now = time()
    try locked { state throws(GatewayError) in
      state.sends.append(message)
      guard var entry = state.conversations[message.conversationID], entry.owner == message.clientID else {
        throw GatewayError(.conversationNotFound, "There is no such conversation.")
      }
      guard entry.conversation.members.contains(message.sender) else {
        throw GatewayError(.notAMember, "The sender must be a member.", fields: [.init("/from", "must be a member")])
      }
      let recipients = message.recipients ?? entry.conversation.members.filter { $0 != message.sender }
      for (index, user) in recipients.enumerated() where !entry.conversation.members.contains(user) {
        throw GatewayError(.notAMember, "No member.", fields: [.init("/to/\(index)", "must be a member")])
      }
      for (index, channel) in message.channels.enumerated() where !["all", "echo", "internal"].contains(channel) {
        throw GatewayError(.unknownChannel, "No channel.", fields: [.init("/channels/\(index)", "is not known")])
      }
      guard case .text(let text, _) = message.payload else { return }
      var body = JSONWriter()
      body.object { writer in
        writer.key("to")
        writer.value(.array(recipients.map { .string($0) }))
        writer.key("channels")
        writer.value(.array(message.channels.map { .string($0) }))
        writer.key("payload")
        writer.value(["type": "text", "text": .string(text)])
        if let metadata = message.metadata {
          writer.key("metadata")
          writer.value(.object(metadata))
        }
      }
      let json = MessageBody(json: body.bytes)
      if let known = state.messages[message.messageID], known.owner == message.clientID {
        if known.message.body == json { return }
        throw GatewayError(.messageIDReused, "The id belongs to another message.")
      }
      entry.conversation.lastSequenceNumber += 1
      entry.conversation.updatedAt = now
      let number = entry.conversation.lastSequenceNumber
      state.conversations[message.conversationID] = entry
      let deliveries = recipients.enumerated().map { index, user in
        Delivery(
          key: DeliveryKey(
            conversationID: message.conversationID,
            sequenceNumber: number,
            ordinal: Int16(index)
          ),
          recipient: user,
          channel: "internal",
          account: "internal",
          address: nil,
          status: .sent,
          sentAt: now,
          deliveredAt: nil,
          readAt: nil,
          failedAt: nil
        )
      }
      state.messages[message.messageID] = (
        message.clientID,
        Message(
          messageID: message.messageID,
          conversationID: message.conversationID,
          sequenceNumber: number,
          sender: message.sender,
          body: json,
          createdAt: now,
          updatedAt: now,
          expiresAt: message.expiresAt,
          deliveries: deliveries
        )
      )
      state.order.append(message.messageID)
    }
  }

  func message(_ messageID: String, client: ClientID) async throws(GatewayError) -> Message {
    try locked { state throws(GatewayError) in
      guard let entry = state.messages[messageID], entry.owner == client else {
        throw GatewayError(.messageNotFound, "There is no such message.")
      }
      return entry.message
    }
  }

  func acknowledge(
    _ messageID: String,
    userID: String,
    status: DeliveryStatus,
    client: ClientID
  ) async throws(GatewayError) {
    let now = time()
    try locked { state throws(GatewayError) in
      guard var entry = state.messages[messageID], entry.owner == client else {
        throw GatewayError(.messageNotFound, "There is no such message.")
      }
      guard let index = entry.message.deliveries.firstIndex(where: { $0.recipient == userID }) else {
        throw GatewayError(field: "/user_id", "must be a recipient")
      }
      _ = entry.message.deliveries[index].advance(to: status, at: now)
      state.messages[messageID] = entry
    }
  }
}

// MARK: Conversations

extension FakeGateway {
  func createConversation(_ request: CreateConversation) async throws(GatewayError) -> Conversation {
    let now = time()
    return try locked { state throws(GatewayError) in
      if request.members.count > 100 { throw GatewayError(field: "/members", "must be at most 100") }
      let conversation = Conversation(
        conversationID: ConversationID(.version7(at: now)),
        type: request.type,
        members: request.members,
        metadata: request.metadata,
        createdAt: now,
        updatedAt: now
      )
      state.conversations[conversation.conversationID] = (request.clientID, conversation)
      return conversation
    }
  }

  func conversation(_ id: ConversationID, client: ClientID) async throws(GatewayError) -> Conversation {
    try locked { state throws(GatewayError) in try Self.find(id, client, in: state) }
  }

  func conversations(
    client: ClientID,
    member: String?,
    page: PageRequest
  ) async throws(GatewayError) -> Page<Conversation> {
    try locked { state throws(GatewayError) in
      let all = state.conversations.values.filter {
        $0.owner == client && (member == nil || $0.conversation.members.contains(member ?? ""))
      }
      return try Self.page(all.map(\.conversation), page) {
        "c\($0.createdAt.microseconds)-\($0.conversationID)"
      }
    }
  }

  func addMember(
    _ userID: String,
    to id: ConversationID,
    client: ClientID
  ) async throws(GatewayError) -> Conversation {
    try locked { state throws(GatewayError) in
      var conversation = try Self.find(id, client, in: state)
      if conversation.type == .private { throw GatewayError(.conflict, "A private conversation has two members.") }
      if !conversation.members.contains(userID) { conversation.members.append(userID) }
      state.conversations[id] = (client, conversation)
      return conversation
    }
  }

  func removeMember(
    _ userID: String,
    from id: ConversationID,
    client: ClientID
  ) async throws(GatewayError) -> Conversation {
    try locked { state throws(GatewayError) in
      var conversation = try Self.find(id, client, in: state)
      if conversation.type == .private { throw GatewayError(.conflict, "A private conversation has two members.") }
      guard let index = conversation.members.firstIndex(of: userID) else {
        throw GatewayError(.userNotFound, "The user is not a member.")
      }
      conversation.members.remove(at: index)
      state.conversations[id] = (client, conversation)
      return conversation
    }
  }

  func history(
    _ id: ConversationID,
    client: ClientID,
    request: HistoryRequest
  ) async throws(GatewayError) -> Page<Message> {
    try locked { state throws(GatewayError) in
      _ = try Self.find(id, client, in: state)
      var all = state.order.compactMap { state.messages[$0]?.message }.filter { $0.conversationID == id }
      var cursor: String?
      switch request.start {
      case .end: break
      case .time(let time): all = all.filter { $0.createdAt >= time }
      case .cursor(let text): cursor = text
      }
      if request.direction == .backward { all.reverse() }
      return try Self.page(all, PageRequest(cursor: cursor, limit: request.limit)) { "m\($0.sequenceNumber ?? 0)" }
    }
  }

  private static func find(
    _ id: ConversationID,
    _ client: ClientID,
    in state: State
  ) throws(GatewayError) -> Conversation {
    guard let entry = state.conversations[id], entry.owner == client else {
      throw GatewayError(.conversationNotFound, "There is no such conversation.")
    }
    return entry.conversation
  }

  /// The cursors of the fake look like the gateway's: a letter and the last element's place.
  static func page<Element>(
    _ all: [Element],
    _ request: PageRequest,
    place: (Element) -> String
  ) throws(GatewayError) -> Page<Element> {
    var start = 0
    if let cursor = request.cursor {
      guard ["m", "c", "d"].contains(cursor.prefix(1)), cursor.dropFirst().prefix(1).allSatisfy(\.isNumber) else {
        throw GatewayError(field: "?cursor", "is not a cursor")
      }
      start = all.firstIndex { place($0) == cursor }.map { $0 + 1 } ?? all.count
    }
    let end = min(all.count, start + request.limit)
    return Page(
      elements: Array(all[start..<end]),
      nextCursor: end > 0 ? place(all[end - 1]) : nil,
      hasMore: end < all.count
    )
  }
}

// MARK: Users

extension FakeGateway {
  func putUser(_ request: PutUser) async throws(GatewayError) -> (user: User, isNew: Bool) {
    let now = time()
    let result = try locked { state throws(GatewayError) -> (User, Bool) in
      let known = state.users[request.userID]?.user
      let user = User(
        userID: request.userID,
        displayName: request.displayName,
        metadata: request.metadata,
        identities: known?.identities ?? [],
        createdAt: known?.createdAt ?? now,
        updatedAt: now
      )
      state.users[request.userID] = (request.clientID, user)
      return (user, known == nil)
    }
    return (user: result.0, isNew: result.1)
  }

  func user(_ userID: String, client: ClientID) async throws(GatewayError) -> User {
    try locked { state throws(GatewayError) in try Self.find(userID, client, in: state) }
  }

  func deleteUser(_ userID: String, client: ClientID) async throws(GatewayError) {
    try locked { state throws(GatewayError) in
      _ = try Self.find(userID, client, in: state)
      if state.conversations.values.contains(where: { $0.owner == client && $0.conversation.members.contains(userID) })
      {
        throw GatewayError(.conflict, "The user is a member of a conversation.")
      }
      state.users[userID] = nil
    }
  }

  func putIdentity(_ request: PutIdentity) async throws(GatewayError) -> (identity: Identity, isNew: Bool) {
    let now = time()
    let result = try locked { state throws(GatewayError) -> (Identity, Bool) in
      var user =
        state.users[request.userID]?.user
        ?? User(
          userID: request.userID,
          displayName: nil,
          metadata: JSONObject(),
          identities: [],
          createdAt: now,
          updatedAt: now
        )
      let taken = state.users.values.contains { entry in
        entry.user.userID != request.userID
          && entry.user.identities.contains { $0.channel == request.channel && $0.address == request.address }
      }
      if taken { throw GatewayError(.identityTaken, "The address is another user's.") }
      let index = user.identities.firstIndex { $0.channel == request.channel }
      let identity = Identity(
        channel: request.channel,
        address: request.address,
        verified: request.verified,
        metadata: request.metadata,
        createdAt: now,
        updatedAt: now
      )
      if let index { user.identities[index] = identity } else { user.identities.append(identity) }
      state.users[request.userID] = (request.clientID, user)
      return (identity, index == nil)
    }
    return (identity: result.0, isNew: result.1)
  }

  func identity(_ userID: String, channel: String, client: ClientID) async throws(GatewayError) -> Identity {
    try locked { state throws(GatewayError) in
      guard let identity = try Self.find(userID, client, in: state).identities.first(where: { $0.channel == channel })
      else { throw GatewayError(.notFound, "There is no such identity.") }
      return identity
    }
  }

  func deleteIdentity(_ userID: String, channel: String, client: ClientID) async throws(GatewayError) {
    try locked { state throws(GatewayError) in
      var user = try Self.find(userID, client, in: state)
      guard let index = user.identities.firstIndex(where: { $0.channel == channel }) else {
        throw GatewayError(.notFound, "There is no such identity.")
      }
      user.identities.remove(at: index)
      state.users[userID] = (client, user)
    }
  }

  private static func find(_ userID: String, _ client: ClientID, in state: State) throws(GatewayError) -> User {
    guard let entry = state.users[userID], entry.owner == client else {
      throw GatewayError(.userNotFound, "There is no such user.")
    }
    return entry.user
  }
}

// MARK: Operation

extension FakeGateway {
  func channels() -> [ChannelStatus] {
    [
      ChannelStatus(
        name: "support",
        channel: "echo",
        displayName: "Echo",
        version: "1.0.0",
        health: "ok",
        healthDetail: nil,
        breaker: "closed",
        capabilities: ["text", "delivered", "read"],
        queued: 0,
        inFlight: 1
      ),
      ChannelStatus(
        name: "internal",
        channel: "internal",
        displayName: "Internal",
        version: nil,
        health: "ok",
        healthDetail: nil,
        breaker: "closed",
        capabilities: ["text"],
        queued: 0,
        inFlight: 0
      ),
    ]
  }

  func deadLetters(client: ClientID, page: PageRequest) async throws(GatewayError) -> Page<DeadLetter> {
    try locked { state throws(GatewayError) in try Self.page(state.deadLetters, page) { "d\($0.id)" } }
  }

  func redrive(deadLetter id: Int64, client: ClientID) async throws(GatewayError) -> DeadLetter {
    let now = time()
    return try locked { state throws(GatewayError) in
      guard let index = state.deadLetters.firstIndex(where: { $0.id == id }) else {
        throw GatewayError(.notFound, "There is no such dead letter.")
      }
      if state.deadLetters[index].redrivenAt != nil { throw GatewayError(.conflict, "It was redriven already.") }
      state.deadLetters[index].redrivenAt = now
      return state.deadLetters[index]
    }
  }

  func readiness() async -> Readiness {
    let isReady = state.withLock { $0.isReady }
    return Readiness(checks: [
      .init(name: "database", isReady: isReady, detail: isReady ? "answers" : "does not answer"),
      .init(name: "leases", isReady: true, detail: "64 of 64 partitions"),
    ])
  }
}
