import Gateway
import Model

// Changes of messages happen at once, and reach nobody.
extension FakeGateway {
  func edit(_ request: EditMessage) async throws(GatewayError) {
    let text =
      switch request.payload {
      case .text(let text, _): text
      }
    let now = time()
    try change(request.messageID, request.clientID) { message throws(GatewayError) in
      if let author = request.author, author != message.sender {
        throw GatewayError(field: "/from", "must be the author of the message")
      }
      if message.isDeleted { throw GatewayError(.conflict, "The message was deleted.") }
      message.body = MessageBody(
        json: Array(#"{"to":[],"channels":["all"],"payload":{"type":"text","text":"edited"}}"#.utf8))
      message.isEdited = !text.isEmpty
      message.updatedAt = now
    }
  }

  func deleteMessage(_ messageID: String, client: ClientID) async throws(GatewayError) {
    try change(messageID, client) { message throws(GatewayError) in message.isDeleted = true }
  }

  func react(_ request: ReactToMessage) async throws(GatewayError) {
    let now = time()
    let members = try locked { state throws(GatewayError) in
      let id = state.messages[request.messageID]?.message.conversationID
      return id.flatMap { state.conversations[$0]?.conversation.members } ?? []
    }
    try change(request.messageID, request.clientID) { message throws(GatewayError) in
      guard members.contains(request.userID) else {
        throw GatewayError(.notAMember, "No member.", fields: [.init("{user_id}", "must be a member")])
      }
      message.reactions.removeAll { $0.userID == request.userID }
      guard let reaction = request.reaction else { return }
      message.reactions.append(
        Reaction(userID: request.userID, reaction: reaction, channel: "internal", reactedAt: now))
    }
  }

  func showTyping(_ request: ShowTyping) async throws(GatewayError) {
    let conversation = try await conversation(request.conversationID, client: request.clientID)
    guard conversation.members.contains(request.userID) else {
      throw GatewayError(.notAMember, "No member.", fields: [.init("/from", "must be a member")])
    }
  }

  private func change(
    _ messageID: String, _ client: ClientID, _ body: (inout Message) throws(GatewayError) -> Void
  ) throws(GatewayError) {
    try locked { state throws(GatewayError) in
      guard var entry = state.messages[messageID], entry.owner == client else {
        throw GatewayError(.messageNotFound, "There is no such message.")
      }
      try body(&entry.message)
      state.messages[messageID] = entry
    }
  }
}
