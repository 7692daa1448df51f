package import CConnectorABI

/// Turns an event as a connector passes it into one of our own.
package enum EventReader {
  package static func read(
    _ pointer: UnsafePointer<c4a_event>?, account: String, now: () -> Int64
  ) throws(BorderError) -> ConnectorEvent {
    guard let raw = c4a_event.copy(of: pointer), let kind = kind(of: raw.kind) else { throw .invalid }
    let identifier = BorderLimits.identifier
    var event = ConnectorEvent(
      account: account, kind: kind, occurredAt: EventTime.plausible(raw.occurred_at_us, otherwise: now()))
    event.eventID = try raw.event_id.text(limit: identifier)
    event.chat = try raw.chat.text(limit: identifier)
    event.chatTitle = raw.chat_title.label(limit: identifier)
    event.sender = try raw.sender.text(limit: BorderLimits.address)
    event.senderName = raw.sender_name.label(limit: identifier)
    event.remoteID = try raw.remote_id.text(limit: identifier)
    event.refID = try raw.ref_id.text(limit: kind == .addressMoved ? BorderLimits.address : identifier)
    event.messageID = try raw.message_id.text(limit: identifier)
    event.text = try raw.text.text(limit: BorderLimits.text)
    event.format = TextFormat(rawValue: raw.format) ?? .plain
    event.until = raw.until_us != 0 ? EventTime.nearest(raw.until_us) : nil
    event.code = raw.code
    if raw.detail.len > 0 { event.detail = raw.detail.cutText(limit: BorderLimits.detail) }
    event.isEcho = raw.flags & C4A_EVENT_FLAG_ECHO != 0
    event.isGroup = raw.flags & C4A_EVENT_FLAG_GROUP != 0
    if let bytes = try raw.raw.bytes(limit: BorderLimits.body) { event.raw = Array(bytes) }
    if raw.attachment_count != 0 { event.attachments = try attachments(raw.attachments, raw.attachment_count) }
    if raw.meta_count != 0 {
      for (name, value) in try readPairs(raw.meta, raw.meta_count) { event.metadata[name] = value }
    }
    guard isComplete(event) else { throw .invalid }
    return event
  }

  private static func kind(of number: UInt32) -> ConnectorEvent.Kind? {
    switch Int32(truncatingIfNeeded: number) {
    case 0: nil
    case C4A_EVENT_MESSAGE: .message
    case C4A_EVENT_SENT: .sent
    case C4A_EVENT_DELIVERED: .delivered
    case C4A_EVENT_READ: .read
    case C4A_EVENT_FAILED: .failed
    case C4A_EVENT_EDITED: .edited
    case C4A_EVENT_DELETED: .deleted
    case C4A_EVENT_REACTION: .reaction
    case C4A_EVENT_TYPING: .typing
    case C4A_EVENT_DELIVERED_UP_TO: .deliveredUpTo
    case C4A_EVENT_READ_UP_TO: .readUpTo
    case C4A_EVENT_MEMBER_JOINED: .memberJoined
    case C4A_EVENT_MEMBER_LEFT: .memberLeft
    case C4A_EVENT_CHAT_MOVED: .chatMoved
    case C4A_EVENT_ADDRESS_MOVED: .addressMoved
    default: .other(number)
    }
  }

  /// Whether the event says what its kind cannot do without.
  static func isComplete(_ event: ConnectorEvent) -> Bool {
    switch event.kind {
    // A chat without a sender speaks for itself, by an address like anybody's.
    case .message: event.sender != nil || (event.chat?.utf8.count ?? .max) <= BorderLimits.address
    case .sent, .delivered, .read, .failed, .edited, .deleted, .reaction:
      event.refID != nil || event.messageID != nil
    case .typing: event.sender != nil
    case .deliveredUpTo, .readUpTo: event.until != nil && (event.chat != nil || event.sender != nil)
    case .memberJoined, .memberLeft: event.sender != nil && event.chat != nil
    case .chatMoved: event.chat != nil && event.refID != nil
    case .addressMoved: event.sender != nil && event.refID != nil
    case .other: true
    }
  }

  private static func attachments(
    _ list: UnsafePointer<UnsafePointer<c4a_attachment>?>?, _ count: Int
  ) throws(BorderError) -> [EventAttachment] {
    guard let list, count > 0 else { throw .invalid }
    guard count <= BorderLimits.entries else { throw .tooLarge }
    var attachments: [EventAttachment] = []
    for index in 0..<count {
      guard let raw = c4a_attachment.copy(of: list[index]) else { throw .invalid }
      // What an event brings is kept as its reference: bytes would be gone with the operation, and nobody told.
      guard raw.file == 0 else { throw .unsupported }
      var attachment = EventAttachment()
      attachment.mediaReference = try raw.media_ref.text(limit: BorderLimits.value)
      attachment.mime = try raw.mime.text(limit: BorderLimits.identifier)
      attachment.filename = raw.filename.label(limit: BorderLimits.identifier)
      attachment.sha256 = try raw.sha256.text(limit: BorderLimits.identifier)
      attachment.length = raw.length != 0 ? raw.length : nil
      attachments.append(attachment)
    }
    return attachments
  }
}
