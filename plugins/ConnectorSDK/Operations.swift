/// A connector whose platform lets a message that was sent get new words.
public protocol TextEditing: Connector {
  /// Returns when the platform has accepted the new words.
  ///
  /// - Returns: by which ids the message goes from now on; ``Sent/same`` where they stay.
  /// - Throws: as ``TextSending/sendText(_:)``; `.unsupported` where this message cannot be edited (too old, of another
  ///   kind): the gateway then tells the recipient in words.
  func editText(_ change: Change) async throws(ConnectorError) -> Sent
}

/// A connector whose platform lets a message that was sent be taken back.
public protocol MessageDeleting: Connector {
  /// Takes the message back, with all its parts. One that is gone already is no failure.
  func deleteMessage(_ change: Change) async throws(ConnectorError)
}

/// A connector whose platform has reactions.
public protocol Reacting: Connector {
  /// Puts ``Change/text``, one emoji, to the message in place of the account's former reaction; empty: takes it back.
  ///
  /// - Throws: `.unsupported` for a sign that the platform does not have.
  func react(_ change: Change) async throws(ConnectorError)
}

/// A connector whose platform shows people that what they wrote has been read.
public protocol ReadMarking: Connector {
  /// Shows it of the message, or of all up to it.
  func markRead(_ change: Change) async throws(ConnectorError)
}

/// A connector whose platform shows that somebody is typing.
public protocol TypingShowing: Connector {
  /// Shows it in the chat for as long as the platform does, or, with ``Change/isTypingStopped``, no longer.
  func showTyping(_ change: Change) async throws(ConnectorError)
}
