import Inbox
import JSON
public import Model
import Routing
import Store

extension Gateway {
  public func edit(_ request: EditMessage) async throws(GatewayError) {
    let message = try await ownMessage(request.messageID, client: request.clientID)
    if let author = request.author, author != message.sender {
      throw GatewayError(field: "/from", "must be the author of the message, who alone can edit it")
    }
    guard !message.isDeleted else {
      throw GatewayError(.conflict, "The message was deleted and says nothing any more.")
    }
    let (text, format) =
      switch request.payload {
      case .text(let text, let format): (text, format)
      }
    try await post(
      MessageChange(
        kind: .edited, text: text, format: format, userID: message.sender, source: .api, occurredAt: .now()),
      of: message, client: request.clientID)
  }

  public func deleteMessage(_ messageID: String, client: ClientID) async throws(GatewayError) {
    let message = try await ownMessage(messageID, client: client)
    guard !message.isDeleted else { return }
    try await post(
      MessageChange(kind: .deleted, text: "", userID: message.sender, source: .api, occurredAt: .now()), of: message,
      client: client)
  }

  public func react(_ request: ReactToMessage) async throws(GatewayError) {
    let message = try await message(request.messageID, client: request.clientID)
    let conversation = try await conversation(message.conversationID, client: request.clientID)
    guard conversation.members.contains(request.userID) else {
      throw GatewayError(
        .notAMember, "Only members of the conversation react to its messages.",
        fields: [.init("{user_id}", "must be a member of the conversation")])
    }
    guard !message.isDeleted || request.reaction == nil else {
      throw GatewayError(.conflict, "The message was deleted; there is nothing to react to.")
    }
    try await post(
      MessageChange(
        kind: .reaction, text: request.reaction ?? "", userID: request.userID, source: .api, occurredAt: .now()),
      of: message, client: request.clientID)
  }

  public func showTyping(_ request: ShowTyping) async throws(GatewayError) {
    let conversation = try await conversation(request.conversationID, client: request.clientID)
    guard conversation.members.contains(request.userID) else {
      throw GatewayError(
        .notAMember, "Only members of the conversation type in it.",
        fields: [.init("/from", "must be a member of the conversation")])
    }
    try await asking {
      try await courtesies?.showTyping(
        in: request.conversationID, by: request.userID, stopped: !request.isTyping, source: nil)
    }
  }

  /// A message that was sent over the API. What came in from a platform is its author's, who edits and deletes there.
  private func ownMessage(_ messageID: String, client: ClientID) async throws(GatewayError) -> Message {
    let message = try await message(messageID, client: client)
    let source = try await asking { try message.body.parsed()["source"] }
    guard source == nil else {
      throw GatewayError(
        .conflict, "The message came in from a platform; only its author can edit or delete it, on that platform.")
    }
    return message
  }

  private func post(_ change: MessageChange, of message: Message, client: ClientID) async throws(GatewayError) {
    try await asking {
      let id = message.conversationID
      _ = try await pool.query(
        InboxQueries.append(
          kind: .change, partition: id.partition(of: configuration.partitionCount), clientID: client,
          conversationID: id, messageID: message.messageID, body: change.json, receivedAt: change.occurredAt))
      try await announce(id)
    }
  }
}

extension MessageSource {
  /// What callers of the API do has the gateway itself for a channel.
  static let api = MessageSource(channel: RoutingTable.internalChannel, account: RoutingTable.internalChannel)
}
