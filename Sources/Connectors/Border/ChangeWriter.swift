import CConnectorABI

extension BorderArena {
  /// Calls `body` with the change as a connector reads it; the pointers hold until `body` returns.
  mutating func withChange(
    _ change: OutboundChange, deadline: Int64, _ body: (UnsafePointer<c4a_change>) -> Void
  ) {
    var (words, format, flags) = ("", TextFormat.plain, 0 as UInt32)
    switch change.kind {
    case .edit(let text, let written): (words, format) = (text, written)
    case .reaction(let sign): words = sign
    case .typing(let stopped): flags = stopped ? UInt32(C4A_CHANGE_TYPING_STOPPED) : 0
    case .delete, .read: break
    }
    var bytes =
      change.messageID.utf8.count + change.address.utf8.count + change.idempotencyKey.utf8.count + words.utf8.count
    for text in [change.conversationKey, change.chat, change.remoteID, change.sender, change.senderName] {
      bytes += text?.utf8.count ?? 0
    }
    for id in change.moreIDs { bytes += id.utf8.count }
    begin(textBytes: bytes, texts: 9 + change.moreIDs.count)

    var raw = c4a_change()
    raw.size = UInt32(MemoryLayout<c4a_change>.size)
    raw.format = format.rawValue
    raw.attempt = UInt32(clamping: change.attempt)
    raw.flags = flags
    raw.deadline_us = deadline
    raw.message_id = text(change.messageID)
    raw.conversation = text(change.conversationKey)
    raw.recipient = text(change.address)
    raw.chat = text(change.chat)
    raw.remote_id = text(change.remoteID)
    raw.text = text(words)
    raw.idempotency_key = text(change.idempotencyKey)
    raw.sender = text(change.sender)
    raw.sender_name = text(change.senderName)
    raw.occurred_at_us = change.occurredAt
    let more = change.moreIDs.map { text($0) }
    more.withUnsafeBufferPointer { list in
      raw.more_ids = list.isEmpty ? nil : list.baseAddress
      raw.more_ids_count = list.count
      body(&raw)
    }
  }
}
