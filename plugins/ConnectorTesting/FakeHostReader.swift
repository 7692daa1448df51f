import CConnectorABI
import ConnectorSDK

/// Turns what a connector hands back into values that tests compare.
enum FakeHostReader {
  static func result(_ pointer: UnsafePointer<c4a_result>?) -> Result<Sent, ConnectorError>? {
    guard let raw = pointer?.pointee, raw.size >= UInt32(MemoryLayout<c4a_result>.size) else { return nil }
    if raw.code == C4A_OK {
      let more = UnsafeBufferPointer(start: raw.more_ids, count: raw.more_ids_count).map { String($0) }
      return .success(Sent(String(raw.remote_id), more: more))
    }
    return .failure(
      ConnectorError(
        .init(rawValue: raw.code), String(raw.detail),
        retryAfter: raw.retry_after_ms == 0 ? nil : .milliseconds(Int64(raw.retry_after_ms)),
        scope: .init(rawValue: raw.scope) ?? .instance))
  }

  static func answer(_ pointer: UnsafePointer<c4a_webhook_response>?) -> WebhookEnding? {
    guard let raw = pointer?.pointee, (200...599).contains(raw.status) else { return nil }
    return WebhookEnding(
      status: Int(raw.status), headers: pairs(raw.headers, raw.header_count).map { HTTPHeader($0.0, $0.1) },
      body: [UInt8](raw.body))
  }

  /// Nil for an event that lacks what its kind cannot do without, or that is too large.
  static func event(_ pointer: UnsafePointer<c4a_event>?) -> Event? {
    guard let raw = pointer?.pointee, let kind = Event.Kind(rawValue: raw.kind) else { return nil }
    var event = Event(kind, id: String(raw.event_id))
    event.flags = .init(rawValue: raw.flags)
    event.occurredAt = raw.occurred_at_us
    event.until = raw.until_us
    event.chat = String(raw.chat)
    event.chatTitle = String(raw.chat_title)
    event.sender = String(raw.sender)
    event.senderName = String(raw.sender_name)
    event.remoteID = String(raw.remote_id)
    event.refID = String(raw.ref_id)
    event.messageID = String(raw.message_id)
    event.text = String(raw.text)
    event.detail = String(raw.detail)
    if raw.code != 0 { event.failure = ConnectorError(.init(rawValue: raw.code), event.detail) }
    event.raw = [UInt8](raw.raw)
    for (key, value) in pairs(raw.meta, raw.meta_count) { event.metadata[key] = value }
    for index in 0..<raw.attachment_count {
      guard let attachment = raw.attachments[index]?.pointee else { return nil }
      event.attachments.append(
        EventAttachment(
          reference: String(attachment.media_ref), mime: String(attachment.mime),
          filename: String(attachment.filename), sha256: String(attachment.sha256), length: attachment.length))
    }
    return isComplete(event) ? event : nil
  }

  static func parts(_ request: c4a_http_request) -> [HTTPRequest.Part] {
    (0..<request.part_count).compactMap { index in
      guard let raw = request.parts?[index]?.pointee else { return nil }
      return HTTPRequest.Part(
        String(raw.name), data: [UInt8](raw.data), file: raw.file == 0 ? nil : HostFile(token: raw.file),
        filename: String(raw.filename), mime: String(raw.mime))
    }
  }

  private static func isComplete(_ event: Event) -> Bool {
    let ids = [event.id, event.chat, event.sender, event.remoteID, event.refID]
    guard !event.id.isEmpty, ids.allSatisfy({ $0.utf8.count <= 1_024 }), event.raw.count <= 1 << 20 else {
      return false
    }
    switch event.kind {
    case .message: return !event.sender.isEmpty || !event.chat.isEmpty
    case .sent, .delivered, .read, .failed, .edited, .deleted, .reaction:
      return !event.refID.isEmpty || !event.messageID.isEmpty
    case .typing: return !event.sender.isEmpty
    case .deliveredUpTo, .readUpTo: return event.until != 0
    case .memberJoined, .memberLeft: return !event.sender.isEmpty && !event.chat.isEmpty
    case .chatMoved: return !event.chat.isEmpty && !event.refID.isEmpty
    case .addressMoved: return !event.sender.isEmpty && !event.refID.isEmpty
    case .other: return true
    }
  }
}
