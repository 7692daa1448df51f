/// What a listener tells its handler.
public enum PostgresNotification: Sendable, Hashable {
  /// Somebody ran `NOTIFY channel, 'payload'`, and the transaction it was in committed.
  case notified(channel: String, payload: String)
  /// Listening begins, now or again after a connection was lost: whatever was said before may have been missed, so read
  /// the state anew.
  case mayHaveMissed
}
