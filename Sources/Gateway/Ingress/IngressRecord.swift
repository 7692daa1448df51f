import Connectors
import Crypto
import JSON
import Model

/// An event as it is kept: one JSON object with everything that the connector said, from which the event can be made again.
enum IngressRecord {
  private static let kinds: [(String, ConnectorEvent.Kind)] = [
    ("message", .message), ("sent", .sent), ("delivered", .delivered), ("read", .read), ("failed", .failed),
    ("edited", .edited), ("deleted", .deleted), ("reaction", .reaction), ("typing", .typing),
    ("delivered_up_to", .deliveredUpTo), ("read_up_to", .readUpTo), ("member_joined", .memberJoined),
    ("member_left", .memberLeft), ("chat_moved", .chatMoved), ("address_moved", .addressMoved),
  ]
  private static let formats: [(String, TextFormat)] = [("markdown", .markdown), ("html", .html)]

  /// The spelling of a kind in the database and in metrics.
  static func name(of kind: ConnectorEvent.Kind) -> String {
    if case .other = kind { return "other" }
    return kinds.first { $0.1 == kind }?.0 ?? "other"
  }

  /// What makes an event the same one when a platform repeats it.
  static func key(of event: ConnectorEvent) -> String {
    if let id = event.eventID { return id }
    let kind = name(of: event.kind)
    if let id = event.remoteID { return "\(kind)/\(id)" }
    // The platform gave no names: equal content is the same event.
    return "\(kind)#\(SHA256.hash(data: json(of: event)).prefix(16).hexadecimal)"
  }

  static func json(of event: ConnectorEvent) -> [UInt8] {
    var writer = JSONWriter(capacity: 512)
    writer.object { writer in
      func put(_ key: StaticString, _ value: String?) {
        guard let value else { return }
        writer.key(key)
        writer.string(value)
      }
      func put(_ key: StaticString, _ value: Int64?) {
        guard let value else { return }
        writer.key(key)
        writer.integer(value)
      }
      func put(_ key: StaticString, _ value: Bool) {
        guard value else { return }
        writer.key(key)
        writer.bool(true)
      }
      put("kind", name(of: event.kind))
      if case .other(let number) = event.kind { put("number", Int64(number)) }
      put("at", event.occurredAt)
      put("event_id", event.eventID)
      put("chat", event.chat)
      put("chat_title", event.chatTitle)
      put("sender", event.sender)
      put("sender_name", event.senderName)
      put("remote_id", event.remoteID)
      put("ref_id", event.refID)
      put("message_id", event.messageID)
      put("text", event.text)
      put("format", formats.first { $0.1 == event.format }?.0)
      put("until", event.until)
      put("code", event.code == 0 ? nil : Int64(event.code))
      put("detail", event.detail)
      put("is_echo", event.isEcho)
      put("is_group", event.isGroup)
      if !event.attachments.isEmpty {
        writer.key("attachments")
        writer.value(.array(event.attachments.map(\.json)))
      }
      if !event.metadata.isEmpty {
        writer.key("metadata")
        writer.value(
          .object(JSONObject(event.metadata.sorted { $0.key < $1.key }.map { ($0.key, JSONValue.string($0.value)) })))
      }
    }
    return writer.bytes
  }

  /// Nil for what no version of this program has kept.
  static func event(from json: [UInt8], account: String) -> ConnectorEvent? {
    guard let value = try? JSONParser.parse(json), let name = value["kind"]?.stringValue, name != KeptCallback.kind,
      let time = value["at"]?.integerValue
    else { return nil }
    let number = UInt32(truncatingIfNeeded: value["number"]?.integerValue ?? 0)
    let kind = kinds.first { $0.0 == name }?.1 ?? .other(number)
    var event = ConnectorEvent(account: account, kind: kind, occurredAt: time)
    func text(_ key: String) -> String? { value[key]?.stringValue }
    event.eventID = text("event_id")
    event.chat = text("chat")
    event.chatTitle = text("chat_title")
    event.sender = text("sender")
    event.senderName = text("sender_name")
    event.remoteID = text("remote_id")
    event.refID = text("ref_id")
    event.messageID = text("message_id")
    event.text = text("text")
    event.format = formats.first { $0.0 == text("format") }?.1 ?? .plain
    event.until = value["until"]?.integerValue
    event.code = Int32(truncatingIfNeeded: value["code"]?.integerValue ?? 0)
    event.detail = text("detail")
    event.isEcho = value["is_echo"]?.boolValue ?? false
    event.isGroup = value["is_group"]?.boolValue ?? false
    event.attachments = value["attachments"]?.arrayValue?.map(EventAttachment.init(json:)) ?? []
    for member in value["metadata"]?.objectValue?.members ?? [] {
      event.metadata[member.key] = member.value.stringValue
    }
    return event
  }
}

extension EventAttachment {
  /// As it stands in a record and in a message's payload.
  var json: JSONValue {
    var members: [(String, JSONValue)] = []
    if let mediaReference { members.append(("media_ref", .string(mediaReference))) }
    if let filename { members.append(("file_name", .string(filename))) }
    if let mime { members.append(("mime_type", .string(mime))) }
    if let length { members.append(("size", .integer(length))) }
    if let sha256 { members.append(("sha256", .string(sha256))) }
    return .object(JSONObject(members))
  }

  fileprivate init(json: JSONValue) {
    self.init(
      mediaReference: json["media_ref"]?.stringValue, mime: json["mime_type"]?.stringValue,
      filename: json["file_name"]?.stringValue, sha256: json["sha256"]?.stringValue,
      length: json["size"]?.integerValue.flatMap(UInt64.init(exactly:)))
  }
}
