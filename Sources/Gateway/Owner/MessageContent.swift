import JSON
import Model

/// What the gateway itself needs of a message's body.
struct MessageContent {
  var text: String
  /// How `text` is written.
  var format: MessageFormat
  var recipients: [String]?
  var channels: [String]
  var strategy: DeliveryStrategy
  var deadlines: [String: Int32]
  /// The client's name of the message that this one answers.
  var replyTo: String?
  /// Where it came in; nil for a message of the API.
  var source: MessageSource?

  /// Reads a stored body; throws only where stored bytes were damaged.
  init(body: MessageBody) throws(JSONError) {
    let value = try body.parsed()
    text = Self.text(of: value["payload"])
    format = value["payload"]?["format"]?.stringValue.flatMap(MessageFormat.init(rawValue:)) ?? .plain
    replyTo = value["reply_to_message_id"]?.stringValue
    source = MessageSource(value["source"])
    recipients = value["to"]?.arrayValue?.compactMap(\.stringValue)
    channels = value["channels"]?.arrayValue?.compactMap(\.stringValue) ?? []
    strategy = value["strategy"]?.stringValue.flatMap(DeliveryStrategy.init(rawValue:)) ?? .all
    deadlines = [:]
    for member in value["channel_deadlines"]?.objectValue?.members ?? [] {
      deadlines[member.key] = member.value.integerValue.flatMap(Int32.init(exactly:))
    }
  }

  /// What is sent where only text can be: the words, or else the names of what came without any.
  private static func text(of payload: JSONValue?) -> String {
    let text = payload?["text"]?.stringValue ?? ""
    guard text.isEmpty else { return text }
    let names = payload?["attachments"]?.arrayValue?.map { attachment in
      attachment["file_name"]?.stringValue ?? attachment["mime_type"]?.stringValue ?? "file"
    }
    return (names ?? ["message without text"]).map { "[\($0)]" }.joined(separator: " ")
  }
}
