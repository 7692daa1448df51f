import JSON
import Model
import Routing
import Store

// What happened to a message, on its way to the others who have it: a delivery of its own for each, in the lane of the
// message's own deliveries, so that it comes after them and is tried, told and kept as they are.
extension OwnerBatch {
  /// Beyond this many deliveries and changes a message carries no further ones; each is still in the history.
  static let maximumOrdinal: Int16 = 30_000

  /// Somebody who has the message on a channel.
  private struct Holder {
    var recipient: String
    var channel: String
    var account: String
    var address: String?
    /// The delivery by which they got it; nil for the author's own platform.
    var original: Int16?
    /// How it is called there.
    var name: Quote?
    /// The name in front of its words.
    var author: String?
    var parts: [String] = []
    var chat: String?
  }

  /// Plans deliveries of a change that has been applied.
  mutating func carry(_ change: MessageChange, of message: StoredMessage, partition: Int16) {
    let table = rules.planner.table
    let source = table.traits(of: change.source.account)
    let kind = change.carriedKind
    let place = DeliveryKey(
      conversationID: message.conversationID, sequenceNumber: message.sequenceNumber, ordinal: 0)
    let actorName = actorName(of: change, in: message.conversationID)
    for holder in holders(of: message, except: change) {
      let ordinal = nextOrdinal(of: place)
      var outcome = DegradationTable.outcome(
        of: kind.operation, from: source, to: table.traits(of: holder.account))
      // That a sign was taken back cannot be said in a sign.
      if outcome == .words, change.text.isEmpty { outcome = .recorded }
      if ordinal > Self.maximumOrdinal { outcome = .impossible }
      var delivery = Delivery(
        key: DeliveryKey(
          conversationID: place.conversationID, sequenceNumber: place.sequenceNumber, ordinal: ordinal),
        recipient: holder.recipient, channel: holder.channel, account: holder.account, address: holder.address,
        status: outcome.isSent ? .pending : .skipped)
      let saysWho =
        DegradationTable.outcome(of: .author, from: source, to: table.traits(of: holder.account)) == .nameInFront
      // Authors are called the same in front of their message and of its correction.
      let name = change.userID == message.sender ? holder.author ?? actorName : actorName
      delivery.change = CarriedChange(
        kind: kind, outcome: outcome, text: change.text, format: change.format, actor: change.userID,
        actorName: saysWho && actorName != nil ? name : nil, occurredAt: change.occurredAt, original: holder.original)
      if kind == .edit { delivery.author = holder.author }
      delivery.note(kind.operation, outcome)
      if ordinal > Self.maximumOrdinal { delivery.reason = "too_many_changes" }
      if change.format != .plain, kind == .edit, outcome.isSent {
        delivery.note(
          .formatting,
          outcome == .native
            ? DegradationTable.outcome(of: .formatting, from: source, to: table.traits(of: holder.account)) : .plainText
        )
      }
      if !outcome.isSent { delivery.forgetWords() }
      let owned = OwnedDelivery(
        delivery: delivery, clientID: message.key.clientID, messageID: message.key.messageID, partition: partition,
        queueID: counters[partition]!.takeDelivery())
      if ordinal <= Self.maximumOrdinal {
        add(owned)
        context.lastOrdinals[place] = ordinal
      }
      guard outcome.isSent else {
        append(.messageOperation, owned, at: now)
        continue
      }
      var item = LaneItem(owned: owned, text: "", sender: change.userID ?? "", createdAt: now)
      item.chat = holder.chat
      item.quote = holder.name
      item.parts = holder.parts
      item.quotedText = try? message.excerpt
      planned.append(item)
    }
  }

  /// What to call whoever has made a change; nil where it goes without saying, since there are only two people.
  private func actorName(of change: MessageChange, in conversation: ConversationID) -> String? {
    guard let userID = change.userID, let head = context.heads[conversation], head.members.count > 2 else { return nil }
    return ActorName.of(userID, in: head, table: rules.planner.table)
  }

  private func nextOrdinal(of place: DeliveryKey) -> Int16 {
    if let last = context.lastOrdinals[place] { return min(last, Self.maximumOrdinal) + 1 }
    let own = context.deliveries.keys.filter {
      $0.conversationID == place.conversationID && $0.sequenceNumber == place.sequenceNumber
    }
    return (own.map(\.ordinal).max() ?? -1) + 1
  }

  /// Those who have the message on a channel and have not seen the change there themselves. Deliveries that a deletion makes
  /// needless are ended.
  private mutating func holders(of message: StoredMessage, except change: MessageChange) -> [Holder] {
    let head = context.heads[message.conversationID]
    let members = Dictionary(head?.members.map { ($0.userID, $0.addresses) } ?? []) { first, _ in first }
    // What happens in a group is seen by all who are in it.
    func sawIt(_ account: String) -> Bool {
      change.source.account == account && head?.threads.contains { $0.account == account && $0.isGroup } == true
    }
    var holders: [Holder] = []
    let own = context.deliveries.values.filter { owned in
      owned.delivery.key.conversationID == message.conversationID
        && owned.delivery.key.sequenceNumber == message.sequenceNumber && owned.delivery.change == nil
        && owned.delivery.address != nil && owned.delivery.recipient != change.userID
        && !sawIt(owned.delivery.account)
    }
    for owned in own.sorted(by: { $0.delivery.key.ordinal < $1.delivery.key.ordinal }) {
      let delivery = owned.delivery
      let isWaiting = delivery.status == .pending || delivery.status == .waiting
      if isWaiting, change.kind == .deleted { giveUp(owned) }
      guard ![.failed, .skipped, .waiting].contains(delivery.status) else { continue }
      holders.append(
        Holder(
          recipient: delivery.recipient, channel: delivery.channel, account: delivery.account,
          address: members[delivery.recipient]?[delivery.channel] ?? delivery.address, original: delivery.key.ordinal,
          name: Quote(remoteID: delivery.externalMessageID, delivery: delivery.key), author: delivery.author,
          parts: context.parts[delivery.key] ?? [],
          chat: head?.chat(of: delivery.recipient, account: delivery.account)))
    }
    // On their own platform authors have edited and deleted themselves; reactions are news to them.
    guard change.kind == .reaction, message.sender != change.userID else { return holders }
    for name in context.quoted[message.key] ?? [] where name.delivery == nil && !sawIt(name.account) {
      guard let account = rules.planner.table.account(named: name.account), let remoteID = name.remoteID else {
        continue
      }
      let address = head?.members.first { $0.userID == message.sender }?.addresses[account.channel]
      holders.append(
        Holder(
          recipient: message.sender, channel: account.channel, account: account.name, address: address ?? name.chat,
          original: nil, name: .name(remoteID), chat: name.chat))
    }
    return holders
  }

  /// Ends a delivery of a message that was deleted before it went out. One that is with its connector may still go out;
  /// the deletion then comes after it.
  private mutating func giveUp(_ owned: OwnedDelivery) {
    var owned = owned
    let before = owned.delivery.status
    guard owned.delivery.advance(to: .skipped, at: now) else { return }
    owned.delivery.reason = "deleted"
    update(owned, from: before)
    if before == .pending { ended.append(owned) }
  }

  // MARK: Answers

  /// Writes down what a connector answered to a change.
  mutating func apply(_ answer: SendAnswer, toChange owned: OwnedDelivery, _ rule: OutcomeRule, random: Double) {
    var owned = owned
    let before = owned.delivery
    guard var change = before.change else { return }
    var disposition = OutcomeRule.Disposition.done
    if before.status == .pending, change.outcome == .native, answer.result.isUnsupported {
      let traits = rules.planner.table.traits(of: before.account)
      var outcome = DegradationTable.fallback(of: change.kind.operation, to: traits)
      if outcome == .words, change.text.isEmpty { outcome = .recorded }
      change.outcome = outcome
      owned.delivery.change = change
      owned.delivery.note(change.kind.operation, outcome)
      owned.delivery.detail = answer.result.detail.isEmpty ? nil : answer.result.detail
      if outcome.isSent {
        disposition = .again(after: .zero)
      } else {
        _ = owned.delivery.advance(to: .skipped, at: now)
      }
    } else if before.status == .pending, answer.result.isUnknownHere {
      owned.delivery.reason = "message_not_sent"
      _ = owned.delivery.advance(to: .skipped, at: now)
    } else {
      // Doing the same to a message twice changes nothing; a second message would be seen.
      var rule = rule
      if change.outcome == .native { rule.isIdempotent = true }
      disposition = rule.apply(
        answer.result, to: &owned.delivery, mayHaveBeenSent: answer.item.mayHaveBeenSent, at: answer.answeredAt,
        random: random)
      if change.outcome == .native {
        owned.delivery.externalMessageID = before.externalMessageID
        rename(change, answer, owned)
      } else if owned.delivery.status == .sent, before.status == .pending {
        rememberParts(owned, answer)
      }
    }
    if owned.delivery.status != .pending { owned.delivery.forgetWords() }
    if owned.delivery != before { update(owned, from: before.status) }
    settlements.append((lane: answer.item.lane, disposition: disposition, owned: owned))
  }

  /// Notes the names by which an edited message goes from now on.
  private mutating func rename(_ change: CarriedChange, _ answer: SendAnswer, _ owned: OwnedDelivery) {
    guard change.kind == .edit, let ordinal = change.original else { return }
    var key = owned.delivery.key
    key.ordinal = ordinal
    if let name = answer.result.remoteID, !name.isEmpty, var original = context.deliveries[key],
      original.delivery.externalMessageID != name
    {
      original.delivery.externalMessageID = name
      update(original, from: original.delivery.status)
    }
    for name in answer.result.moreRemoteIDs where !name.isEmpty && !answer.item.parts.contains(name) {
      writes.parts.append(
        IngressWrites.RemoteMessage(
          account: owned.delivery.account, remoteID: name, clientID: owned.clientID, messageID: owned.messageID,
          conversationID: key.conversationID, part: key))
    }
  }
}

extension Delivery {
  /// Keeps what an operation came to where that is not what the channel does itself, and what a change came to always.
  mutating func note(_ operation: MessageOperation, _ outcome: OperationOutcome) {
    notes.removeAll { $0.operation == operation }
    if outcome != .native || change?.kind.operation == operation { notes.append(OperationNote(operation, outcome)) }
  }

  /// The words of an edit that has got where it goes stand in the message, and need not outlive it here.
  fileprivate mutating func forgetWords() {
    if change?.kind == .edit { change?.text = "" }
  }
}

extension StoredMessage {
  fileprivate var excerpt: String? {
    get throws(JSONError) {
      let content = try MessageContent(body: body)
      return Excerpt.of(content.text, format: content.format)
    }
  }
}

extension MessageChange {
  var carriedKind: CarriedChange.Kind {
    switch kind {
    case .edited: .edit
    case .deleted: .delete
    case .reaction: .reaction
    }
  }
}
