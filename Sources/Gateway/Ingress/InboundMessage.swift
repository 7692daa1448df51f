import Connectors
import Crypto
import FoundationEssentials
import JSON
import Model

/// A message of a platform on its way to becoming a message of its conversation.
struct InboundMessage {
  let event: ConnectorEvent
  let channel: String

  /// The address of who wrote it; a chat that speaks for itself, such as a broadcast channel, is its own author.
  var address: String { event.sender ?? event.chat ?? "" }

  /// The chat that it was written in; private chats without an id of their own go by the address.
  var chat: String { event.chat ?? address }

  /// The platform's name for it; where it has none, the name of the event.
  var remoteID: String { event.remoteID ?? IngressRecord.key(of: event) }

  /// What the id is made from.
  var fingerprint: [UInt8] {
    Array(SHA256.hash(data: Array("\(event.account)\u{0}\(remoteID)".utf8)).prefix(16))
  }

  /// The same for the same message, on whichever node and however often it comes: a UUID of version 8 (RFC 9562,
  /// section 5.8) made from the account and the platform's name.
  var messageID: String {
    var bytes = fingerprint
    bytes[6] = bytes[6] & 0x0F | 0x80
    bytes[8] = bytes[8] & 0x3F | 0x80
    let uuid = bytes.withUnsafeBytes { $0.loadUnaligned(as: uuid_t.self) }
    return UUID(uuid: uuid).lowercaseString
  }

  /// The body that its readers see.
  /// - Parameter replyTo: The gateway's name of the message that it answers.
  func body(replyTo: String?) -> MessageBody {
    var payload: [(String, JSONValue)] = [("type", "text"), ("text", .string(event.text ?? ""))]
    let format = MessageFormat(event.format)
    if format != .plain { payload.append(("format", .string(format.rawValue))) }
    if !event.attachments.isEmpty { payload.append(("attachments", .array(event.attachments.map(\.json)))) }
    var source: [(String, JSONValue)] = [
      ("channel", .string(channel)), ("account", .string(event.account)), ("chat", .string(chat)),
      ("external_message_id", .string(remoteID)),
      ("occurred_at", .string(Timestamp(microseconds: event.occurredAt).description)),
    ]
    if let name = event.senderName { source.append(("sender_name", .string(name))) }
    var members: [(String, JSONValue)] = [
      ("channels", ["all"]), ("payload", .object(JSONObject(payload))), ("source", .object(JSONObject(source))),
    ]
    if let replyTo { members.append(("reply_to_message_id", .string(replyTo))) }
    return MessageBody(json: JSONWriter.bytes(of: .object(JSONObject(members))))
  }
}
