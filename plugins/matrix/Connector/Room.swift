import JSON

/// What is known of a room.
struct Room: Sendable, Equatable {
  /// What is kept of a room on the homeserver itself, as the bot's account data of the room.
  static let accountDataType = "dev.chat4all.room"

  /// Between two people; every other room is a group.
  var isDirect = false
  /// The user of ours who lets others in, and sees the room's state.
  var keeper: String
  /// Who is on the other side of a direct room.
  var person: String?
  /// A message of the conversation that the room was made for.
  var messageID: String?
  var title: String?
  var isEncrypted = false
  /// The person of a direct room has left it.
  var isAbandoned = false

  init(keeper: String) { self.keeper = keeper }

  /// - Parameter data: What was kept; nil for a room of which nothing was.
  init(accountData data: JSONValue?, bot: String) {
    isDirect = data?["direct"] == true
    keeper = data?["keeper"]?.stringValue ?? bot
    person = data?["person"]?.stringValue
    messageID = data?["message_id"]?.stringValue
  }

  var accountData: JSONValue {
    var data = JSONObject([("direct", .bool(isDirect)), ("keeper", .string(keeper))])
    data["person"] = person.map { .string($0) }
    data["message_id"] = messageID.map { .string($0) }
    return .object(data)
  }
}
