import Crypto
import FoundationEssentials
import Inbox
import JSON
import Model

/// Where the event log tells of users: at the place of an id that is made from theirs.
struct UserLog {
  let partitionCount: Int16

  /// An entry on its way into the log.
  func posting(
    _ type: EventType, userID: String, client: ClientID, _ members: [(String, JSONValue)], at time: Timestamp
  ) -> InboxQueries.Posting {
    let place = Self.place(of: userID, client: client)
    let body = [("type", JSONValue.string(type.rawValue)), ("user_id", .string(userID))] + members
    return .init(
      partition: place.partition(of: partitionCount), kind: .event, clientID: client, conversationID: place,
      messageID: nil, body: JSONWriter.bytes(of: .object(JSONObject(body))), receivedAt: time)
  }

  /// Stands for a user where the log has a conversation: a UUID of version 8.
  static func place(of userID: String, client: ClientID) -> ConversationID {
    var bytes = Array(SHA256.hash(data: Array("user\u{0}\(client)\u{0}\(userID)".utf8)).prefix(16))
    bytes[6] = bytes[6] & 0x0F | 0x80
    bytes[8] = bytes[8] & 0x3F | 0x80
    return ConversationID(UUID(uuid: bytes.withUnsafeBytes { $0.loadUnaligned(as: uuid_t.self) }))
  }
}
