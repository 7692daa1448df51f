import Inbox
import JSON
import Model
import Store

extension OwnerBatch {
  /// Writes down what a connector answered to a send.
  mutating func apply(_ answer: SendAnswer, random: Double) {
    guard var owned = context.deliveries[answer.key], let rule = rules.outcomes[owned.delivery.account] else {
      settlements.append((lane: answer.item.lane, disposition: .done, owned: answer.item.owned))
      return
    }
    guard owned.delivery.change == nil else { return apply(answer, toChange: owned, rule, random: random) }
    let before = owned
    let disposition = rule.apply(
      answer.result, to: &owned.delivery, mayHaveBeenSent: answer.item.mayHaveBeenSent, at: answer.answeredAt,
      random: random)
    if owned.delivery.status == .sent, before.delivery.status == .pending {
      latencies.append(answer.answeredAt.duration(since: answer.item.createdAt))
      rememberParts(owned, answer)
    }
    if owned != before { update(owned, from: before.delivery.status) }
    settlements.append((lane: answer.item.lane, disposition: disposition, owned: owned))
  }

  /// Applies a report of how far a delivery has got: from a platform, named by its place, or from a caller of the API,
  /// who names the recipient.
  mutating func applyReceipt(_ envelope: Envelope) throws(JSONError) {
    let body = try JSONParser.parse(envelope.body)
    guard let status = body["status"]?.integerValue.flatMap({ DeliveryStatus(rawValue: Int16(truncatingIfNeeded: $0)) })
    else { return }
    guard let key = receiptKey(envelope, body) else { return }
    advance(key, to: status, at: envelope.receivedAt, detail: body["detail"]?.stringValue)
  }

  /// Raises a delivery's status where the lattice allows it.
  mutating func advance(_ key: DeliveryKey, to status: DeliveryStatus, at time: Timestamp, detail: String?) {
    guard var owned = context.deliveries[key] else { return }
    let before = owned.delivery.status
    guard owned.delivery.advance(to: status, at: time) else { return }
    if status == .failed {
      owned.delivery.reason = "platform.failed"
      owned.delivery.detail = detail
    }
    update(owned, from: before)
    // It may still stand in its lane, for a repetition that is not needed any more.
    if before == .pending { ended.append(owned) }
  }

  private func receiptKey(_ envelope: Envelope, _ body: JSONValue) -> DeliveryKey? {
    if let number = body["sequence_number"]?.integerValue, let ordinal = body["ordinal"]?.integerValue {
      return DeliveryKey(
        conversationID: envelope.conversationID, sequenceNumber: number, ordinal: Int16(truncatingIfNeeded: ordinal))
    }
    guard let recipient = body["recipient"]?.stringValue, let messageID = envelope.messageID else { return nil }
    return internalDelivery(
      of: .init(clientID: envelope.clientID, messageID: messageID, userID: recipient))
  }

  /// Enters a fact in the event log.
  mutating func enter(_ envelope: Envelope) throws(JSONError) {
    guard var data = try JSONParser.parse(envelope.body).objectValue,
      let type = data["type"]?.stringValue.flatMap(EventType.init(rawValue:))
    else { return }
    data["type"] = nil
    append(
      type, partition: envelope.partition, client: envelope.clientID, conversation: envelope.conversationID,
      messageID: envelope.messageID, sequenceNumber: nil, at: envelope.receivedAt,
      data: JSONWriter.bytes(of: .object(data)))
  }
}

extension Delivery {
  /// What an event about this delivery carries beside the message's names.
  var eventData: [UInt8] {
    var writer = JSONWriter()
    writer.object { writer in
      func put(_ key: String, _ value: String?) {
        guard let value else { return }
        writer.key(key)
        writer.string(value)
      }
      if let change {
        put("operation", change.kind.operation.rawValue)
        put("outcome", change.outcome.class.rawValue)
        if change.outcome.class == .degraded { put("degraded_to", change.outcome.rawValue) }
        put("from", change.actor)
      }
      put("recipient", recipient)
      put("channel", channel)
      put("account", account)
      put("status", status.name)
      put("external_message_id", externalMessageID)
      put("reason", reason)
      put("detail", detail)
      if possibleDuplicate {
        writer.key("possible_duplicate")
        writer.bool(true)
      }
      if change == nil, !notes.isEmpty {
        writer.key("operations")
        writer.array { writer in
          for note in notes { writer.object { note.write(into: &$0) } }
        }
      }
    }
    return writer.bytes
  }
}

extension OperationNote {
  fileprivate func write(into writer: inout JSONWriter) {
    writer.key("operation")
    writer.string(operation.rawValue)
    writer.key("outcome")
    writer.string(outcome.class.rawValue)
    guard outcome.class == .degraded else { return }
    writer.key("degraded_to")
    writer.string(outcome.rawValue)
  }
}
