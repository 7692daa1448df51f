import JSON
import Model

extension Message {
  /// The message as its readers see it, as members of an object that the writer has open. Pages of a history leave the
  /// deliveries of single recipients out; the message itself has them.
  func write(into writer: inout JSONWriter, withDeliveries: Bool = true) {
    writer.text("message_id", messageID)
    writer.key("conversation_id")
    writer.identifier(conversationID.uuid)
    writer.text("from", sender)
    writer.rawMembers(ofObject: body.json)
    writer.text("status", status.name)
    writer.key("status_history")
    writer.array { writer in writeHistory(into: &writer) }
    writer.key("channel_delivery")
    writer.object { writer in writeChannels(into: &writer) }
    if withDeliveries {
      writer.key("deliveries")
      writer.array { writer in
        for delivery in deliveries { writer.object { delivery.write(into: &$0) } }
      }
    }
    writer.key("sequence_number")
    if let sequenceNumber { writer.integer(sequenceNumber) } else { writer.null() }
    writer.key("is_edited")
    writer.bool(isEdited)
    writer.key("is_deleted")
    writer.bool(isDeleted)
    if !reactions.isEmpty {
      writer.key("reactions")
      writer.array { writer in
        for reaction in reactions { writer.object { reaction.write(into: &$0) } }
      }
    }
    writer.time("created_at", createdAt)
    writer.time("updated_at", updatedAt)
    writer.timeIfAny("expires_at", expiresAt)
  }

  /// Every step of every delivery, in the order of time.
  private func writeHistory(into writer: inout JSONWriter) {
    if deliveries.count == 1 {
      deliveries[0].forEachStep { Self.write($0, at: $1, of: deliveries[0], into: &writer) }
      return
    }
    var steps: [(status: DeliveryStatus, at: Timestamp, index: Int)] = []
    for (index, delivery) in deliveries.enumerated() {
      delivery.forEachStep { steps.append((status: $0, at: $1, index: index)) }
    }
    // Steps of one moment keep the order of the lattice.
    steps.sort { ($0.at, $0.status.rawValue, $0.index) < ($1.at, $1.status.rawValue, $1.index) }
    for step in steps { Self.write(step.status, at: step.at, of: deliveries[step.index], into: &writer) }
  }

  private static func write(
    _ status: DeliveryStatus, at time: Timestamp, of delivery: Delivery, into writer: inout JSONWriter
  ) {
    writer.object { writer in
      writer.text("status", status.name)
      writer.time("timestamp", time)
      writer.text("channel", delivery.channel)
      writer.key("details")
      writer.object { writer in
        writer.text("recipient", delivery.recipient)
        writer.text("account", delivery.account)
        if status == .failed {
          writer.textIfAny("reason", delivery.reason)
          writer.textIfAny("detail", delivery.detail)
        }
      }
    }
  }

  /// One entry per channel: it stands where the last of its recipients stands.
  private func writeChannels(into writer: inout JSONWriter) {
    if deliveries.count == 1 {
      writer.key(deliveries[0].channel)
      let isAlone = changes.isEmpty && deliveries[0].notes.isEmpty
      writer.object { writer in
        ChannelDelivery(deliveries[0]).write(into: &writer)
        if !isAlone { writeOperations(of: deliveries[0].channel, into: &writer) }
      }
      guard !isAlone else { return }
      let others = Set(changes.map(\.channel)).subtracting([deliveries[0].channel])
      for channel in others.sorted() {
        writer.key(channel)
        writer.object { writeOperations(of: channel, into: &$0) }
      }
      return
    }
    var channels: [String] = []
    for delivery in deliveries + changes where !channels.contains(delivery.channel) {
      channels.append(delivery.channel)
    }
    for channel in channels {
      writer.key(channel)
      writer.object { writer in
        let own = deliveries.filter { $0.channel == channel }
        if !own.isEmpty { ChannelDelivery(own).write(into: &writer) }
        writeOperations(of: channel, into: &writer)
      }
    }
  }

  /// What operations of the message came to on one channel, where there is something to tell.
  private func writeOperations(of channel: String, into writer: inout JSONWriter) {
    let told = (deliveries + changes).filter { $0.channel == channel && !$0.notes.isEmpty }
    guard !told.isEmpty else { return }
    writer.key("operations")
    writer.array { writer in
      for delivery in told {
        for note in delivery.notes { writer.object { delivery.writeOperation(note, into: &$0) } }
      }
    }
  }
}

/// What a message's deliveries over one channel amount to.
private struct ChannelDelivery {
  let status: DeliveryStatus
  let sentAt: Timestamp?
  let deliveredAt: Timestamp?
  let readAt: Timestamp?
  let failedAt: Timestamp?
  let externalMessageID: String?

  init(_ delivery: Delivery) {
    status = Message.overallStatus(of: CollectionOfOne(delivery))
    sentAt = delivery.sentAt
    deliveredAt = delivery.deliveredAt
    readAt = delivery.readAt
    failedAt = delivery.failedAt
    externalMessageID = delivery.externalMessageID
  }

  init(_ deliveries: [Delivery]) {
    func latest(_ time: (Delivery) -> Timestamp?) -> Timestamp? { deliveries.lazy.compactMap(time).max() }
    status = Message.overallStatus(of: deliveries)
    sentAt = latest(\.sentAt)
    deliveredAt = latest(\.deliveredAt)
    readAt = latest(\.readAt)
    failedAt = latest(\.failedAt)
    externalMessageID = deliveries.lazy.compactMap(\.externalMessageID).first
  }

  func write(into writer: inout JSONWriter) {
    writer.text("status", status.name)
    if status >= .sent || status == .failed { writer.timeIfAny("sent_at", sentAt) }
    if status >= .delivered { writer.timeIfAny("delivered_at", deliveredAt) }
    if status >= .read { writer.timeIfAny("read_at", readAt) }
    if status == .failed { writer.timeIfAny("failed_at", failedAt) }
    writer.textIfAny("external_message_id", externalMessageID)
  }
}

extension DeliveryStatus {
  /// Whether a delivery with this status has come at least as far as `other`, one of the lattice's steps.
  fileprivate static func >= (status: DeliveryStatus, other: DeliveryStatus) -> Bool {
    switch status {
    case .sent, .delivered, .read: status.rawValue >= other.rawValue
    case .pending, .failed, .waiting, .skipped: false
    }
  }
}
