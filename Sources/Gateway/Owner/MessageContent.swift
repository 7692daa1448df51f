import JSON
import Model

/// What the gateway itself needs of a message's body.
struct MessageContent {
  var text: String
  var recipients: [String]?
  var channels: [String]
  var strategy: DeliveryStrategy
  var deadlines: [String: Int32]

  /// Reads a stored body; throws only where stored bytes were damaged.
  init(body: MessageBody) throws(JSONError) {
    let value = try body.parsed()
    text = value["payload"]?["text"]?.stringValue ?? ""
    recipients = value["to"]?.arrayValue?.compactMap(\.stringValue)
    channels = value["channels"]?.arrayValue?.compactMap(\.stringValue) ?? []
    strategy = value["strategy"]?.stringValue.flatMap(DeliveryStrategy.init(rawValue:)) ?? .all
    deadlines = [:]
    for member in value["channel_deadlines"]?.objectValue?.members ?? [] {
      deadlines[member.key] = member.value.integerValue.flatMap(Int32.init(exactly:))
    }
  }
}
