import Inbox
import JSON
import Model
import Store

// Dead letters that are tried again.
extension OwnerBatch {
  /// Gives a dead letter a new delivery beside the failed one, to the address that the recipient has now.
  mutating func redrive(_ envelope: Envelope) throws(JSONError) {
    let body = try JSONParser.parse(envelope.body)
    guard let number = body["sequence_number"]?.integerValue, let ordinal = body["ordinal"]?.integerValue else {
      return
    }
    var place = DeliveryKey(
      conversationID: envelope.conversationID, sequenceNumber: number, ordinal: Int16(truncatingIfNeeded: ordinal))
    guard let failed = context.deliveries[place] else { return }
    place.ordinal = 0
    let last = context.lastOrdinals[place] ?? failed.delivery.key.ordinal
    guard last < .max else { return }
    context.lastOrdinals[place] = last + 1
    let message = context.messages[.init(clientID: failed.clientID, messageID: failed.messageID)]
    let delivery = try again(
      failed.delivery,
      as: DeliveryKey(conversationID: envelope.conversationID, sequenceNumber: number, ordinal: last + 1), message)
    let owned = OwnedDelivery(
      delivery: delivery, clientID: failed.clientID, messageID: failed.messageID, partition: envelope.partition,
      queueID: counters[envelope.partition]!.takeDelivery())
    add(owned)
    append(.messageRedriven, owned, at: now)
    guard delivery.status == .pending else {
      if delivery.change != nil { append(.messageOperation, owned, at: now) }
      return
    }
    toLoad.append((partition: owned.partition, account: delivery.account, after: owned.queueID - 1))
  }

  /// What failed, once more. What the message says counts, and not what it said when the delivery failed: somebody may have
  /// changed it since, and that must not be undone.
  private func again(
    _ failed: Delivery, as key: DeliveryKey, _ message: StoredMessage?
  ) throws(JSONError) -> Delivery {
    let member = context.heads[key.conversationID]?.members.first { $0.userID == failed.recipient }
    let change = try failed.change?.again(on: message)
    let isDeleted = message?.isDeleted == true && change?.kind != .delete
    let isNeeded = !isDeleted && change?.outcome.isSent != false
    var delivery = Delivery(
      key: key, recipient: failed.recipient, channel: failed.channel, account: failed.account,
      address: member?.addresses[failed.channel] ?? failed.address, status: isNeeded ? .pending : .skipped)
    if isDeleted { delivery.reason = "deleted" }
    if let expiry = failed.expiresAt, expiry > now { delivery.expiresAt = expiry }
    delivery.possibleDuplicate = failed.possibleDuplicate
    delivery.author = failed.author
    delivery.notes = failed.notes
    if let change {
      delivery.change = change
      delivery.note(change.kind.operation, change.outcome)
    }
    return delivery
  }
}

extension CarriedChange {
  /// The same change as the message is now: with its words of now, or the sign that the person's reaction has now.
  fileprivate func again(on message: StoredMessage?) throws(JSONError) -> CarriedChange {
    guard let message else { return self }
    var change = self
    switch kind {
    case .edit:
      guard !message.isDeleted else { return change }
      let content = try MessageContent(body: message.body)
      change.text = content.text
      change.format = content.format
    case .reaction:
      change.text = message.reactions.first { $0.userID == actor }?.reaction ?? ""
      // That a sign was taken back cannot be said in a sign.
      if outcome == .words, change.text.isEmpty { change.outcome = .recorded }
    case .delete: break
    }
    return change
  }
}
