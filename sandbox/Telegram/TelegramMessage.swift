/// A message in a chat.
struct TelegramMessage: Sendable {
  var id: Int64
  /// Its place among all messages of the sandbox.
  var sequence: Int64
  /// Who wrote it; nil for the bot.
  var author: Int64?
  var content: TelegramText
  var at: Moment
  var replyTo: Int64?
  var quote: String?
  var editedAt: Moment?
  var isDeleted = false
  /// Emoji by the id of who reacted; 0 for the bot.
  var reactions: [Int64: String] = [:]
  /// A service message has no text but says that the chat became another.
  var migrateTo: Int64?
  var migrateFrom: Int64?
}
