import Inbox
import JSON
import Model
import Store

extension OwnerBatch {
  /// Applies what happened on a platform to a message of the conversation.
  mutating func change(_ envelope: Envelope) throws(JSONError) {
    guard let messageID = envelope.messageID, let change = try MessageChange(json: envelope.body) else { return }
    let key = StoredMessage.Key(clientID: envelope.clientID, messageID: messageID)
    guard var message = context.messages[key], try change.apply(to: &message) else { return }
    context.messages[key] = message
    writes.changedMessages[key] = (message: message, changedAt: now)
    append(
      EventType(change: change.kind), partition: envelope.partition, client: envelope.clientID,
      conversation: message.conversationID, messageID: messageID, sequenceNumber: message.sequenceNumber, at: now,
      data: change.eventData)
    carry(change, of: message, partition: envelope.partition)
  }

  /// Notes that somebody is about to be written to over an account that takes answers: before it happens, since a quick
  /// answer can be here before the platform has answered the send.
  mutating func noteContact(_ owned: OwnedDelivery) {
    let delivery = owned.delivery
    guard rules.inboundAccounts.contains(delivery.account) else { return }
    let contact = OwnerWrites.Contact(clientID: owned.clientID, account: delivery.account, userID: delivery.recipient)
    writes.contacts[contact] = (conversationID: delivery.key.conversationID, at: now)
  }

  /// Notes the platform's names of a message's later parts.
  mutating func rememberParts(_ owned: OwnedDelivery, _ answer: SendAnswer) {
    let delivery = owned.delivery
    for name in answer.result.moreRemoteIDs where !name.isEmpty {
      writes.parts.append(
        IngressWrites.RemoteMessage(
          account: delivery.account, remoteID: name, clientID: owned.clientID, messageID: owned.messageID,
          conversationID: delivery.key.conversationID, part: delivery.key))
    }
  }
}

extension MessageChange {
  /// What an event about the change carries beside the message's names: never the words.
  fileprivate var eventData: [UInt8] {
    var members: [(String, JSONValue)] = [("channel", .string(source.channel)), ("account", .string(source.account))]
    if let userID { members.append(("from", .string(userID))) }
    if kind == .reaction { members.append(("reaction", .string(text))) }
    return JSONWriter.bytes(of: .object(JSONObject(members)))
  }
}

extension EventType {
  fileprivate init(change: MessageChange.Kind) {
    switch change {
    case .edited: self = .messageEdited
    case .deleted: self = .messageDeleted
    case .reaction: self = .messageReaction
    }
  }
}
