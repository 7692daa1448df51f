import ConnectorSDK

/// An error of the Bot API, and what it means for the message.
struct Refusal {
  /// What to change before the same message is sent once more.
  enum Remedy: Equatable {
    case newChat(Int64)
    case withoutThread
    case withoutReply
    case withoutFormatting
  }

  /// The `error_code`, which is also the HTTP status.
  var status: Int
  /// Meant for people: matched by fragment, in any case, and only after the code.
  var description: String
  /// In seconds.
  var retryAfter: Int64?
  /// The number that a group has as a supergroup.
  var newChat: Int64?

  init(status: Int, description: String, retryAfter: Int64? = nil, newChat: Int64? = nil) {
    self.status = status
    self.description = description
    self.retryAfter = retryAfter
    self.newChat = newChat
  }

  /// Each remedy takes away what it is offered for, so a message is not sent again and again.
  func remedy(for draft: Draft) -> Remedy? {
    guard status == 400 else { return nil }
    if let newChat, draft.chat.id != String(newChat) { return .newChat(newChat) }
    if says("message thread not found"), draft.chat.thread != nil { return .withoutThread }
    if says("message to be replied not found", "replied message not found"), draft.replyTo != nil {
      return .withoutReply
    }
    if says("can't parse entities", "entit"), !draft.text.spans.isEmpty { return .withoutFormatting }
    return nil
  }

  var error: ConnectorError {
    switch status {
    case 200...299: .uncertain("the answer is not one of the Bot API")
    case 400: badRequest
    case 401: .authFailed("Telegram does not know the bot_token; @BotFather shows the current one")
    case 403: forbidden
    case 404:
      says("method not found")
        ? .permanent(told) : .badConfig("the bot_token is malformed, or api_base_url is not a Bot API")
    case 409: .badConfig("another program receives this bot's updates: \(told)")
    case 413: .tooLarge(told)
    case 421: .badConfig("this bot is served by another Bot API server")
    case 429: .rateLimited(after: retryAfter.map { .seconds(max(0, $0)) }, scope: .chat, told)
    // A gateway before the Bot API gave up: the message may have got through.
    case 502, 504: .uncertain(told)
    case 500...599: .retry(told)
    default: .permanent(told)
    }
  }

  private var badRequest: ConnectorError {
    if says("chat not found", "chat_id is empty", "user not found", "peer_id_invalid") { return .notFound(told) }
    if says("too long") { return .tooLarge(told) }
    if says("not enough rights", "have no rights", "chat_write_forbidden") { return .blocked(told) }
    return .permanent(told)
  }

  private var forbidden: ConnectorError {
    if says("user is deactivated", "chat was deleted") { return .notFound(told) }
    if says("to bots") { return .permanent(told) }
    return .blocked(told)
  }

  func says(_ fragments: String...) -> Bool {
    let description = description.lowercased()
    return fragments.contains { description.contains($0) }
  }

  /// Telegram's own words, from which secrets have been taken, cut to a line.
  private var told: String {
    let words = description.isEmpty ? "HTTP \(status)" : String(description.prefix(200))
    return "Telegram says: \(words)"
  }
}
