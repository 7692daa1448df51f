public import ConnectorSDK
import JSON
import MetaGraph

/// What can be done beside sending. Each may be repeated without harm, so an answer that was lost is asked for again.
extension WhatsApp: Reacting, ReadMarking, TypingShowing {
  public func react(_ change: Change) async throws(ConnectorError) {
    guard let recipient = Recipient(change.recipient, chat: change.chat) else { throw Recipient.refusal }
    try await call { writer in
      writer.key("recipient_type")
      writer.string(recipient.isGroup ? "group" : "individual")
      writer.key(recipient.field)
      writer.string(recipient.address)
      writer.key("type")
      writer.string("reaction")
      writer.key("reaction")
      writer.object { writer in
        writer.key("message_id")
        writer.string(change.remoteID)
        // Empty: taken back.
        writer.key("emoji")
        writer.string(change.text)
      }
    }
  }

  /// Shows it of the message and of all before it.
  public func markRead(_ change: Change) async throws(ConnectorError) { try await markRead(change, isTyping: false) }

  /// For 25 seconds, or until the next message; it goes with a mark that the newest message has been read.
  public func showTyping(_ change: Change) async throws(ConnectorError) {
    // It ends by itself, and not otherwise.
    if change.isTypingStopped { return }
    guard !change.remoteID.isEmpty else {
      throw .unsupported("WhatsApp shows that somebody is typing only as an answer to a message")
    }
    try await markRead(change, isTyping: true)
  }

  private func markRead(_ change: Change, isTyping: Bool) async throws(ConnectorError) {
    try await call { writer in
      writer.key("status")
      writer.string("read")
      writer.key("message_id")
      writer.string(change.remoteID)
      guard isTyping else { return }
      writer.key("typing_indicator")
      writer.object { writer in
        writer.key("type")
        writer.string("text")
      }
    }
  }

  private func call(_ write: (inout JSONWriter) -> Void) async throws(ConnectorError) {
    let response: HTTPResponse
    do throws(ConnectorError) {
      response = try await post { writer in
        writer.key("messaging_product")
        writer.string("whatsapp")
        write(&writer)
      }
    } catch {
      throw error.code == .uncertain || error.code == .timeout ? .retry(error.detail) : error
    }
    guard response.isSuccess else { throw GraphError(response).whatsAppError }
  }
}
