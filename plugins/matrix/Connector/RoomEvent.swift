import ConnectorSDK
import JSON

/// An event of a room, as the homeserver pushes it.
struct RoomEvent {
  let type: String
  let room: String
  let sender: String
  let id: String
  /// Of an event that is part of the room's state.
  let stateKey: String?
  let content: JSONValue
  private let json: JSONValue

  /// Nil for what is no event: one of them must not hold up the others.
  init?(_ json: JSONValue) {
    guard let type = json["type"]?.stringValue, let room = json["room_id"]?.stringValue, MatrixNames.isRoom(room),
      let sender = json["sender"]?.stringValue, MatrixNames.isUser(sender), let id = json["event_id"]?.stringValue,
      MatrixNames.isEvent(id)
    else { return nil }
    self.type = type
    self.room = room
    self.sender = sender
    self.id = id
    stateKey = json["state_key"]?.stringValue
    content = json["content"] ?? [:]
    self.json = json
  }

  /// What this one replaces or belongs to.
  var relation: (type: String, event: String)? {
    let relation = content["m.relates_to"]
    guard let type = relation?["rel_type"]?.stringValue, let event = relation?["event_id"]?.stringValue else {
      return nil
    }
    return (type, event)
  }

  /// The event that a redaction is about; newer rooms have it in the content.
  var redacted: String? { content["redacts"]?.stringValue ?? json["redacts"]?.stringValue }

  /// What the same state was before.
  var formerContent: JSONValue? { json["unsigned"]?["prev_content"] ?? json["prev_content"] }

  /// An event of the gateway with what is common to all kinds.
  func event(_ kind: Event.Kind) -> Event {
    var event = Event(kind, id: id)
    event.occurredAt = Self.time(json["origin_server_ts"])
    event.chat = room
    event.sender = sender
    let raw = JSONWriter.bytes(of: json)
    if raw.count <= 1 << 20 { event.raw = raw }
    return event
  }

  /// Microseconds of a time in milliseconds; 0 for what cannot be one.
  static func time(_ value: JSONValue?) -> Int64 {
    guard let milliseconds = value?.integerValue, (0..<100_000_000_000_000).contains(milliseconds) else { return 0 }
    return milliseconds * 1_000
  }
}
