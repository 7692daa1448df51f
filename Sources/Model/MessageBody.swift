public import JSON

/// The part of a message that the gateway stores and shows as it came: one JSON object with `to`, `channels`,
/// `payload` and, where given, `metadata`, `strategy`, `channel_deadlines` and `reply_to_message_id`.
///
/// It stays text from the moment it is accepted to the moment it is shown; what the gateway itself needs of it is
/// read once, by the conversation's owner.
public struct MessageBody: Sendable, Hashable {
  public var json: [UInt8]

  public init(json: [UInt8]) {
    self.json = json
  }

  /// Reads the object again; throws only where stored bytes were damaged.
  public func parsed() throws(JSONError) -> JSONValue {
    try JSONParser.parse(json, maximumDepth: JSONParser.defaultMaximumDepth + 2)
  }
}
