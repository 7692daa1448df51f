import JSON
import Model

/// A platform's chat that is bound to a conversation goes by another name: what an envelope of kind rename says.
struct ChatMove: Sendable, Hashable {
  var conversationID: ConversationID
  /// The channel account.
  var account: String
  /// The platform's ids of the chat, the former one and the one of now.
  var from: String
  var to: String

  var json: [UInt8] {
    JSONWriter.bytes(of: ["account": .string(account), "from_chat": .string(from), "to_chat": .string(to)])
  }

  init(conversationID: ConversationID, account: String, from: String, to: String) {
    self.conversationID = conversationID
    self.account = account
    self.from = from
    self.to = to
  }

  /// Nil where stored bytes say something else.
  init?(json: [UInt8], in conversationID: ConversationID) throws(JSONError) {
    let value = try JSONParser.parse(json)
    guard let account = value["account"]?.stringValue, let from = value["from_chat"]?.stringValue,
      let to = value["to_chat"]?.stringValue
    else { return nil }
    self.init(conversationID: conversationID, account: account, from: from, to: to)
  }
}
