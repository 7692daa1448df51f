public import ConnectorSDK
import JSON

// What Telegram lets happen to a message after it was sent. It has nothing by which a bot shows that it has read.
extension Telegram: TextEditing, MessageDeleting, Reacting, TypingShowing {
  public func editText(_ change: Change) async throws(ConnectorError) -> Sent {
    let chat = try address(of: change)
    let messages = try messages(of: change, in: chat)
    let parts = parts(of: change.text, format: change.format)
    guard !parts.isEmpty else { throw .unsupported("Telegram takes no empty text") }
    guard parts.count <= messages.count else {
      throw .unsupported("the new text needs more messages than the old one had")
    }
    for (index, part) in parts.enumerated() {
      if index > 0 { try await host.sleep(for: Self.pauseBetweenParts) }
      try await edit(messages[index], in: chat, to: part)
    }
    for message in messages.dropFirst(parts.count) { try await delete(message, in: chat) }
    return .same
  }

  private func edit(_ message: Int64, in chat: ChatAddress, to text: RichText) async throws(ConnectorError) {
    let refusal = try await perform("editMessageText", in: chat) { writer in
      writer.key("message_id")
      writer.integer(message)
      writer.key("text")
      writer.string(text.text)
      Draft.write(text.spans, into: &writer)
    }
    guard let refusal, !refusal.says("message is not modified") else { return }
    if refusal.says("can't be edited") { throw .unsupported(refusal.error.detail) }
    throw refusal.says("message to edit not found") ? .notFound(refusal.error.detail) : judge(refusal, chat)
  }

  public func deleteMessage(_ change: Change) async throws(ConnectorError) {
    let chat = try address(of: change)
    for message in try messages(of: change, in: chat) { try await delete(message, in: chat) }
  }

  private func delete(_ message: Int64, in chat: ChatAddress) async throws(ConnectorError) {
    let refusal = try await perform("deleteMessage", in: chat) { writer in
      writer.key("message_id")
      writer.integer(message)
    }
    // One that is gone is what was asked for.
    guard let refusal, !refusal.says("message to delete not found") else { return }
    // Older than 48 hours.
    throw refusal.says("can't be deleted") ? .unsupported(refusal.error.detail) : judge(refusal, chat)
  }

  public func react(_ change: Change) async throws(ConnectorError) {
    let chat = try address(of: change)
    guard let message = try messages(of: change, in: chat).first else { return }
    let refusal = try await perform("setMessageReaction", in: chat) { writer in
      writer.key("message_id")
      writer.integer(message)
      writer.key("reaction")
      writer.array { writer in
        guard !change.text.isEmpty else { return }
        writer.object { writer in
          writer.key("type")
          writer.string("emoji")
          writer.key("emoji")
          writer.string(Self.withoutVariation(change.text))
        }
      }
    }
    guard let refusal else { return }
    // Bots may react with a fixed list of emoji, and groups may allow fewer.
    if refusal.says("reaction_invalid", "reactions_too_many") { throw .unsupported(refusal.error.detail) }
    throw refusal.says("message to react not found") ? .notFound(refusal.error.detail) : judge(refusal, chat)
  }

  public func showTyping(_ change: Change) async throws(ConnectorError) {
    // It is shown for five seconds, or until the next message; there is no call that ends it.
    guard !change.isTypingStopped else { return }
    let chat = try address(of: change)
    let refusal = try await perform("sendChatAction", in: chat) { writer in
      writer.key("action")
      writer.string("typing")
    }
    if let refusal { throw judge(refusal, chat) }
  }

  // MARK: -

  private func address(of change: Change) throws(ConnectorError) -> ChatAddress {
    let text = change.chat.isEmpty ? change.recipient : change.chat
    guard let chat = ChatAddress(text) else { throw .notFound("a Telegram address is a chat's number, or an @name") }
    return movedChats.current(chat)
  }

  /// The numbers of the message's parts, the first one first.
  private func messages(of change: Change, in chat: ChatAddress) throws(ConnectorError) -> [Int64] {
    let names = [change.remoteID] + change.moreIDs
    let references = names.compactMap { MessageReference(named: $0) }
    guard references.count == names.count else { throw .notFound("that is not the id of a Telegram message") }
    // A supergroup numbers its messages anew: under the same number there is another message, or none.
    guard !references.contains(where: { $0.isElsewhere(than: chat) }) else {
      throw .unsupported("the message is in the group as it was before it became a supergroup")
    }
    return references.map(\.messageID)
  }

  /// Makes a call that concerns a chat.
  /// - Returns: nil where Telegram did it.
  private func perform(
    _ method: String, in chat: ChatAddress, _ parameters: (inout JSONWriter) -> Void
  ) async throws(ConnectorError) -> Refusal? {
    let response = try await host.http(
      .post(settings.url(of: method)) { writer in
        writer.key("chat_id")
        writer.value(chat.json)
        if let connection = chat.connection {
          writer.key("business_connection_id")
          writer.string(connection)
        }
        parameters(&writer)
      })
    switch APIAnswer(response, settings) {
    case .accepted: return nil
    case .refused(let refusal):
      if let new = refusal.newChat { try follow(chat, to: new) }
      return refusal
    }
  }

  /// Notes that a group has become a supergroup, which its messages did not.
  private func follow(_ chat: ChatAddress, to new: Int64) throws(ConnectorError) {
    guard let event = movedChats.moved(chat.id, to: String(new)) else { return }
    do throws(ConnectorError) { try host.emit(event) } catch { host.log(.warning, "a chat's move was not reported") }
    throw .unsupported("the message is in the group as it was before it became a supergroup")
  }

  private func judge(_ refusal: Refusal, _ chat: ChatAddress) -> ConnectorError {
    rateLimits.judge(refusal.error, chat: chat.id, now: host.monotonicTime)
  }

  /// Keyboards add variation selectors to emoji; Telegram's list has none.
  private static func withoutVariation(_ emoji: String) -> String {
    String(String.UnicodeScalarView(emoji.unicodeScalars.filter { $0.value != 0xFE0F }))
  }
}
