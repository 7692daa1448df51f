import Inbox
import JSON
import Model
import Routing
import Store

extension OwnerBatch {
  /// Gives a message its place in the conversation and plans its deliveries.
  mutating func place(_ envelope: Envelope) throws(JSONError) {
    let id = envelope.conversationID
    guard var head = context.heads[id], let messageID = envelope.messageID, var sender = envelope.sender else { return }
    var body = MessageBody(json: envelope.body)
    let content = try MessageContent(body: body)
    sender = present([sender], in: head, id)[0]
    let recipients =
      content.recipients.map { present($0, in: head, id).filter { $0 != sender } }
      ?? head.members.map(\.userID).filter { $0 != sender }
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
    writes.messages.append(
      .init(id: envelope.id, clientID: envelope.clientID, message: message, replyTo: content.replyTo))
    append(
      content.source == nil ? .messageAccepted : .messageReceived, partition: envelope.partition,
      client: envelope.clientID, conversation: id, messageID: messageID, sequenceNumber: number, at: createdAt,
      data: Self.arrivalData(from: sender, source: content.source))
    let key = StoredMessage.Key(clientID: envelope.clientID, messageID: messageID)
    if context.quoted[key] != nil { context.excerpts[key] = Excerpt.of(content.text, format: content.format) }
    if context.awaited.contains(key) {
      context.messages[key] = StoredMessage(
        id: envelope.id, key: key, conversationID: id, sequenceNumber: number, sender: sender, body: body)
    }

    let addresses = Dictionary(head.members.map { ($0.userID, $0.addresses) }) { first, _ in first }
    let audience = GroupAudience.recipients(
      recipients.map { .init(userID: $0, addresses: addresses[$0] ?? [:]) }, threads: head.threads,
      source: content.source?.account, table: rules.planner.table)
    let deliveries = rules.planner.plan(
      .init(channels: content.channels, strategy: content.strategy, deadlines: content.deadlines),
      to: audience, conversation: id, sequenceNumber: number, at: now, expiresAt: envelope.expiresAt)
    let senderName = head.members.first { $0.userID == sender }?.displayName ?? content.source?.senderName
    let answered = content.replyTo.map { StoredMessage.Key(clientID: envelope.clientID, messageID: $0) }
    let quoted = answered.flatMap { context.quoted[$0] }
    let source = rules.planner.table.traits(of: content.source?.account ?? RoutingTable.internalChannel)
    var author: String?
    for var delivery in deliveries {
      let chat = head.chat(of: delivery.recipient, account: delivery.account)
      let quote = quoted.flatMap { Quote(among: $0, for: delivery, chat: chat) }
      let traits = rules.planner.table.traits(of: delivery.account)
      if content.format != .plain {
        delivery.note(.formatting, DegradationTable.outcome(of: .formatting, from: source, to: traits))
      }
      if let answered, delivery.address != nil {
        let known = quote == nil ? traits.subtracting(.reply) : traits
        let isLost = known != traits && context.excerpts[answered] == nil
        delivery.note(.reply, isLost ? .impossible : DegradationTable.outcome(of: .reply, from: source, to: known))
      }
      if delivery.address != nil, head.hasOthers(than: sender, and: delivery.recipient) {
        let outcome = DegradationTable.outcome(of: .author, from: source, to: traits)
        delivery.note(.author, outcome)
        if outcome == .nameInFront {
          author =
            author
            ?? ActorName.of(sender, in: head, platformName: content.source?.senderName, table: rules.planner.table)
            ?? AuthorLine.nobody
          delivery.author = author
        }
      }
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
        var item = LaneItem(owned: owned, text: content.text, sender: sender, createdAt: createdAt)
        item.senderName = senderName
        item.format = content.format
        item.chat = chat
        item.quote = quote
        item.quotedText = answered.flatMap { context.excerpts[$0] }
        planned.append(item)
        noteContact(owned)
      }
      if context.quoted[key] != nil, delivery.address != nil {
        context.quoted[key]!.append(
          QuotedName(
            account: delivery.account, userID: delivery.recipient, chat: nil, remoteID: nil, delivery: delivery.key))
      }
    }
  }

  /// What an event about a message that takes its place carries beside its names: never the words.
  private static func arrivalData(from sender: String, source: MessageSource?) -> [UInt8] {
    var members: [(String, JSONValue)] = [("from", .string(sender))]
    if let source {
      members += [("channel", .string(source.channel)), ("account", .string(source.account))]
    }
    return JSONWriter.bytes(of: .object(JSONObject(members)))
  }
}
