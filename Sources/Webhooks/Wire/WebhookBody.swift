public import JSON
public import Model
public import Store

/// The body of a POST: `{"type", "timestamp", "data"}`.
public enum WebhookBody {
  /// The most that a body has, in bytes.
  public static let limit = 20_000
  /// A member of `data` that is longer leaves a body that would be too long.
  private static let memberLimit = 256

  /// The body for an entry of the log. Where it would be too long, what is long in it is left out and `truncated` says
  /// so; the message can be asked for by its id.
  public static func bytes(for entry: LogEntry) throws(JSONError) -> [UInt8] {
    let data = try JSONParser.parse(entry.data).objectValue ?? JSONObject()
    let whole = bytes(for: entry, members: data, isTruncated: false)
    guard whole.count >= limit else { return whole }
    let short = data.members.filter { JSONWriter.bytes(of: $0.value).count <= memberLimit }.prefix(32)
    return bytes(for: entry, members: JSONObject(short.map { ($0.key, $0.value) }), isTruncated: true)
  }

  /// The body of a test, which stands in no log.
  public static func test(webhookID: WebhookID, at time: Timestamp) -> [UInt8] {
    JSONWriter.bytes(of: [
      "type": "webhook.test", "timestamp": .string(time.description),
      "data": [
        "message_id": .null, "conversation_id": .null, "status": .null, "channel": .null, "sequence_number": .null,
        "position": .null, "webhook_id": .string(webhookID.description),
      ],
    ])
  }

  private static let ownMembers: Set<String> = [
    "message_id", "conversation_id", "status", "channel", "sequence_number", "partition", "position", "truncated",
  ]

  private static func bytes(for entry: LogEntry, members: JSONObject, isTruncated: Bool) -> [UInt8] {
    var writer = JSONWriter(capacity: entry.data.count + (entry.payload?.count ?? 0) + 448)
    writer.object { writer in
      writer.member("type", entry.type)
      writer.key("timestamp")
      entry.occurredAt.withRFC3339 { writer.plainString($0) }
      writer.key("data")
      writer.object { writer in
        writer.key("message_id")
        writer.stringOrNull(entry.messageID)
        writer.key("conversation_id")
        writer.stringOrNull(entry.hasConversation ? entry.conversationID.description : nil)
        writer.key("status")
        writer.stringOrNull(members["status"]?.stringValue ?? entry.impliedStatus)
        writer.key("channel")
        writer.stringOrNull(members["channel"]?.stringValue)
        writer.key("sequence_number")
        if let number = entry.sequenceNumber { writer.integer(number) } else { writer.null() }
        writer.key("partition")
        writer.integer(entry.partition)
        writer.key("position")
        writer.integer(entry.position)
        for member in members.members where !ownMembers.contains(member.key) {
          writer.key(member.key)
          writer.value(member.value)
        }
        if let payload = entry.payload, !isTruncated || payload.count <= memberLimit {
          writer.key("payload")
          writer.raw(payload)
        }
        if isTruncated {
          writer.key("truncated")
          writer.bool(true)
        }
      }
    }
    return writer.bytes
  }
}

extension LogEntry {
  /// Events about endpoints, channels and users have something else for a conversation, as a place in the log.
  fileprivate var hasConversation: Bool {
    !type.hasPrefix("webhook.") && !type.hasPrefix("channel.") && !type.hasPrefix("user.")
  }

  /// What an event about a message says of it when its data does not.
  fileprivate var impliedStatus: String? {
    type.hasPrefix("message.") ? String(type.dropFirst("message.".count)) : nil
  }
}

extension JSONWriter {
  fileprivate mutating func stringOrNull(_ text: String?) {
    if let text { string(text) } else { null() }
  }
}
