/// What can belong to a message, or happen to it, beyond plain words that are sent. The spelling is stored and is part of
/// the API.
public enum MessageOperation: String, Sendable, Hashable, CaseIterable {
  /// The message answers another one.
  case reply
  /// Its words are written in a format other than plain.
  case formatting
  /// Among several people, whoever reads it sees who wrote it.
  case author
  case edit
  case delete
  case reaction
  /// Its author hears that it has been read.
  case receipt
  case typing
}
