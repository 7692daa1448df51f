import Connectors
import Model
import Routing
import Store

// How changes of messages leave.
extension OwnerWork {
  /// - Parameter name: What the recipient's platform calls the message; nil where it never got there.
  func carry(_ change: CarriedChange, _ departure: LaneScheduler.Departure, name: String?) {
    let item = departure.item
    let key = item.delivery.key
    let answer: @Sendable (SendResult) -> Void = { [mailbox = owner.mailbox] result in
      mailbox.put(SendAnswer(item: item, pass: departure.pass, result: result, answeredAt: .now()))
    }
    guard let name else { return answer(.unknownHere) }
    let traits = owner.rules.planner.table.traits(of: item.delivery.account)
    let address = item.delivery.address ?? ""
    let chat = item.chat == address ? nil : item.chat
    let idempotencyKey = "\(key.conversationID)/\(key.sequenceNumber)/\(key.ordinal)"
    let timeout = owner.configuration.sendTimeout
    guard change.outcome == .native else {
      let isQuoted = traits.contains(.reply)
      let text = OutboundText(
        messageID: item.owned.messageID, conversationKey: key.conversationID.description, address: address, chat: chat,
        replyTo: isQuoted ? name : nil,
        text: DegradedText.of(change, isQuoted: isQuoted, excerpt: item.quotedText),
        idempotencyKey: idempotencyKey + "/\(change.outcome.rawValue)", deadline: timeout,
        attempt: Int(item.delivery.attempts) + 1,
        possibleDuplicate: item.mayHaveBeenSent || item.delivery.possibleDuplicate, sender: item.sender)
      owner.connectors.sendText(text, account: item.delivery.account, completion: answer)
      return
    }
    owner.connectors.perform(
      OutboundChange(
        change.outboundKind(traits, author: item.delivery.author), messageID: item.owned.messageID,
        conversationKey: key.conversationID.description, address: address, chat: chat, remoteID: name,
        moreIDs: desk.parts(of: item.quote) ?? item.parts, idempotencyKey: idempotencyKey, deadline: timeout,
        attempt: Int(item.delivery.attempts) + 1, sender: item.sender, occurredAt: change.occurredAt.microseconds),
      account: item.delivery.account, completion: answer)
  }
}

extension CarriedChange {
  /// - Parameter author: The name that stands in front of the message's words.
  func outboundKind(_ traits: ChannelTraits, author: String?) -> OutboundChange.Kind {
    switch kind {
    case .edit:
      var written = WrittenText(text, format).readable(traits)
      if let author { written = AuthorLine.of(author, before: written) }
      return .edit(text: written.text, format: written.format.connectorFormat)
    case .delete: return .delete
    case .reaction: return .reaction(text)
    }
  }
}
