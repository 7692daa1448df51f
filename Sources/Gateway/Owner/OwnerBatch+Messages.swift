import Inbox
import JSON
import Model
import Routing
import Store

extension OwnerBatch {
  /// Gives a message its place in the conversation and plans its deliveries.
  mutating func place(_ envelope: Envelope) throws(JSONError) {
    let id = envelope.conversationID
    guard var head = context.heads[id], let messageID = envelope.messageID, let sender = envelope.sender else { return }
    var body = MessageBody(json: envelope.body)
    let content = try MessageContent(body: body)
    let recipients = content.recipients ?? head.members.map(\.userID).filter { $0 != sender }
    if content.recipients == nil { body = body.naming(recipients: recipients) }

    let number = head.lastSequenceNumber + 1
    // Readers search a conversation by time, so within it time never falls, whichever node took the message.
    let createdAt = max(envelope.receivedAt, head.lastMessageAt ?? envelope.receivedAt)
    head.lastSequenceNumber = number
    head.lastMessageAt = createdAt
    context.heads[id] = head
    writes.heads[id] = (lastSequenceNumber: number, lastMessageAt: createdAt)
    let message = Message(
      messageID: messageID, conversationID: id, sequenceNumber: number, sender: sender, body: body,
      createdAt: createdAt, updatedAt: createdAt, expiresAt: envelope.expiresAt)
    writes.messages.append(.init(id: envelope.id, clientID: envelope.clientID, message: message))
    append(
      .messageAccepted, partition: envelope.partition, client: envelope.clientID, conversation: id,
      messageID: messageID, sequenceNumber: number, at: createdAt, data: JSONWriter.bytes(of: ["from": .string(sender)])
    )

    let addresses = Dictionary(head.members.map { ($0.userID, $0.addresses) }) { first, _ in first }
    let deliveries = rules.planner.plan(
      .init(channels: content.channels, strategy: content.strategy, deadlines: content.deadlines),
      to: recipients.map { .init(userID: $0, addresses: addresses[$0] ?? [:]) }, conversation: id,
      sequenceNumber: number, at: now, expiresAt: envelope.expiresAt)
    for delivery in deliveries {
      let owned = OwnedDelivery(
        delivery: delivery, clientID: envelope.clientID, messageID: messageID, partition: envelope.partition,
        queueID: counters[envelope.partition]!.takeDelivery())
      add(owned)
      if delivery.status == .sent {
        append(.messageSent, owned, at: now)
        steps.append((channel: delivery.channel, status: .sent))
      }
      if let expiry = delivery.pendingExpiry, expiry <= now {
        expire(owned)
      } else if delivery.status == .pending {
        planned.append(LaneItem(owned: owned, text: content.text, sender: sender, createdAt: createdAt))
      }
    }
  }
}
