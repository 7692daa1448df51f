public import JSON
public import Model

/// Somebody has another address on a channel from here on: what waits for them there, in one conversation, goes to the new
/// one. What an envelope of kind rename says.
public struct AddressMove: Sendable, Hashable {
  public var conversationID: ConversationID
  public var userID: String
  /// The channel's type.
  public var channel: String
  public var address: String

  public init(conversationID: ConversationID, userID: String, channel: String, address: String) {
    self.conversationID = conversationID
    self.userID = userID
    self.channel = channel
    self.address = address
  }

  /// Nil where stored bytes say something else.
  public init?(json: [UInt8], in conversationID: ConversationID) throws(JSONError) {
    let value = try JSONParser.parse(json)
    guard let userID = value["user_id"]?.stringValue, let channel = value["channel"]?.stringValue,
      let address = value["to_address"]?.stringValue
    else { return nil }
    self.init(conversationID: conversationID, userID: userID, channel: channel, address: address)
  }

  /// The same in every conversation.
  static func json(userID: String, channel: String, address: String) -> [UInt8] {
    JSONWriter.bytes(of: ["user_id": .string(userID), "channel": .string(channel), "to_address": .string(address)])
  }
}
