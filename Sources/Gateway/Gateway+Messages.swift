import Inbox
import JSON
public import Model
import Postgres
import Routing
import Store

extension Gateway {
  public func send(_ message: SendMessage, completion: @escaping @Sendable (Result<Void, GatewayError>) -> Void) {
    if let error = unknownChannel(in: message) {
      completion(.failure(error))
      return
    }
    let begin = ContinuousClock.now
    let (body, fingerprint) = message.stored()
    let append = MessageAppend(
      clientID: message.clientID, messageID: message.messageID, conversationID: message.conversationID,
      partition: message.conversationID.partition(of: configuration.partitionCount), sender: message.sender,
      recipients: message.recipients ?? [], fingerprint: fingerprint, body: body,
      receivedAt: .now(), expiresAt: message.expiresAt)
    inbox.append(append) { [self] result in
      switch result {
      case .success(.accepted):
        metrics.messagesAccepted.increment()
        metrics.acceptSeconds.observe(ContinuousClock.now - begin)
        completion(.success(()))
      case .success(.duplicate): completion(.success(()))
      case .success(let refusal): completion(.failure(GatewayError(refusal: refusal)))
      case .failure(let error): completion(.failure(failure(error)))
      }
    }
  }

  private func unknownChannel(in message: SendMessage) -> GatewayError? {
    let fields = message.channels.enumerated().filter { !routing.knows($0.element) }.map { index, _ in
      FieldError("/channels/\(index)", "must be one of \(routing.names.joined(separator: ", "))")
    }
    return fields.isEmpty
      ? nil
      : GatewayError(.unknownChannel, "The message names a channel that this gateway does not have.", fields: fields)
  }

  public func message(_ messageID: String, client: ClientID) async throws(GatewayError) -> Message {
    let message = try await asking { try await messages.find(messageID, client: client) }
    guard let message else { throw GatewayError(.messageNotFound, "There is no message with this id.") }
    return message
  }

  public func acknowledge(
    _ messageID: String, userID: String, status: DeliveryStatus, client: ClientID
  ) async throws(GatewayError) {
    let message = try await message(messageID, client: client)
    let isWaiting = message.sequenceNumber == nil
    let delivery = try await internalDelivery(of: message, to: userID, client: client)
    guard isWaiting || delivery != nil else {
      throw GatewayError(
        field: "/user_id",
        "must be a recipient to whom this message came over internal; receipts of other channels come from their platforms"
      )
    }
    try await asking {
      let id = message.conversationID
      // A place is for ever; the recipient may go by another id by the time that the owner looks.
      let body: JSONObject =
        if let key = delivery?.key {
          JSONObject([("sequence_number", .integer(key.sequenceNumber)), ("ordinal", .integer(Int64(key.ordinal)))])
        } else {
          JSONObject([("recipient", .string(userID))])
        }
      _ = try await pool.query(
        InboxQueries.append(
          kind: .receipt, partition: id.partition(of: configuration.partitionCount), clientID: client,
          conversationID: id, messageID: messageID,
          body: JSONWriter.bytes(
            of: .object(
              JSONObject(body.members.map { ($0.key, $0.value) } + [("status", .integer(Int64(status.rawValue)))]))),
          receivedAt: .now()))
      try await announce(id)
    }
  }

  /// The delivery over `internal` of a message to a user, under whichever of their ids it was planned.
  private func internalDelivery(
    of message: Message, to userID: String, client: ClientID
  ) async throws(GatewayError) -> Delivery? {
    let own = message.deliveries.first { $0.recipient == userID && $0.address == nil }
    if own != nil || message.sequenceNumber == nil { return own }
    let user = try await asking { try await users.find(userID, client: client) }
    let names = user.map { [$0.userID] + $0.aliases } ?? []
    return message.deliveries.first { names.contains($0.recipient) && $0.address == nil }
  }

  /// Tells the owner of a conversation's partition that its inbox has something, here or on another node.
  func announce(_ conversation: ConversationID) async throws {
    if keeper.owns(conversation.partition(of: configuration.partitionCount)) {
      owner.inboxChanged()
    } else {
      try await pool.perform { try PostgresInbox.notify(on: $0) }
    }
  }
}

extension GatewayError {
  fileprivate init(refusal: AppendOutcome) {
    switch refusal {
    case .messageIDReused:
      self.init(.messageIDReused, "This message_id belongs to a message with another content; use a new one.")
    case .conversationUnknown:
      self.init(.conversationNotFound, "There is no conversation with this id.")
    case .senderNotAMember:
      self.init(
        .notAMember, "The sender is not a member of the conversation.",
        fields: [.init("/from", "must be a member of the conversation")])
    case .recipientNotAMember(let place):
      self.init(
        .notAMember, "A recipient is not a member of the conversation.",
        fields: [.init("/to/\(place)", "must be a member of the conversation")])
    case .accepted, .duplicate:
      self.init(.internalError, "The gateway made a mistake.")
    }
  }
}
