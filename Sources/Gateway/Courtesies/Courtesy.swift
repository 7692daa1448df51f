public import Connectors
public import Model

/// Something that is nice to see at once and worth nothing later: never stored, never tried again.
public enum Courtesy: Sendable {
  /// A platform says that somebody types, over an account of this channel and owner.
  case typing(ConnectorEvent, channel: String, owner: String?)
  /// A recipient, the user `reader`, has read a message.
  case read(messageID: String, client: ClientID, reader: String)
}
