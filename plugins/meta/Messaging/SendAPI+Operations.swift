public import ConnectorSDK
import JSON

/// What can be done beside sending. Each may be repeated without harm, so an answer that was lost is asked for again.
extension SendAPI {
  /// Puts a reaction to a message, or takes it back.
  ///
  /// - Throws: `.unsupported` for a sign that the platform does not let an account use.
  public func react(_ change: Change) async throws(ConnectorError) {
    var name: String?
    if !change.text.isEmpty {
      // The same sign in colour and without.
      let sign = String(String.UnicodeScalarView(change.text.unicodeScalars.filter { $0 != "\u{FE0F}" }))
      name = platform.reactions[sign]
      guard name != nil else {
        let signs = platform.reactions.keys.sorted().joined(separator: " ")
        throw .unsupported("on \(platform.name) an account reacts with \(signs) alone")
      }
    }
    try await act(name == nil ? "unreact" : "react", change) { writer in
      writer.key("payload")
      writer.object { writer in
        writer.key("message_id")
        writer.string(change.remoteID)
        guard let name else { return }
        writer.key("reaction")
        writer.string(name)
      }
    }
  }

  /// Shows somebody that all they wrote has been seen.
  public func markRead(_ change: Change) async throws(ConnectorError) { try await act("mark_seen", change) }

  public func showTyping(_ change: Change) async throws(ConnectorError) {
    try await act(change.isTypingStopped ? "typing_off" : "typing_on", change)
  }

  private func act(
    _ action: String, _ change: Change, _ more: (inout JSONWriter) -> Void = { _ in }
  ) async throws(ConnectorError) {
    let recipient = try recipient(change.recipient, change.chat)
    let response: HTTPResponse
    do throws(ConnectorError) {
      response = try await call(account.messagesURL) { writer in
        writer.key("recipient")
        writer.object { writer in
          writer.key("id")
          writer.string(recipient)
        }
        writer.key("sender_action")
        writer.string(action)
        more(&writer)
      }
    } catch {
      throw error.code == .uncertain || error.code == .timeout ? .retry(error.detail) : error
    }
    guard response.isSuccess else { throw refusal(response) }
  }
}
