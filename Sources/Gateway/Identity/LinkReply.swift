/// What a person is told who has sent a link code.
struct LinkReply: Sendable, Hashable {
  enum Text: String, Sendable {
    case linked = "Done: this account is now linked."
    case refused = "This account could not be linked, because it belongs to somebody else already."
  }

  var account: String
  var address: String
  /// The platform's chat; nil for the private chat with the address.
  var chat: String?
  var text: Text
  /// The gateway's name of the message with the code.
  var messageID: String
}
