import FoundationEssentials
import Model

/// Where a page of a history begins: opaque to callers.
struct HistoryCursor {
  var number: Int64

  init(number: Int64) { self.number = number }

  init(_ text: String) throws(GatewayError) {
    guard text.hasPrefix("m"), let number = Int64(text.dropFirst()), number >= 0, number < .max - 1000 else {
      throw .badCursor
    }
    self.number = number
  }

  var text: String { "m\(number)" }
}

/// Where a page of the list of conversations begins: opaque to callers.
struct ConversationCursor {
  var createdAt: Timestamp
  var id: ConversationID

  static let start = ConversationCursor(
    createdAt: Timestamp(microseconds: 0),
    id: ConversationID(UUID(uuid: (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0))))

  init(createdAt: Timestamp, id: ConversationID) {
    self.createdAt = createdAt
    self.id = id
  }

  init(_ text: String) throws(GatewayError) {
    let parts = Base64URL.decode(text).map { String(decoding: $0, as: UTF8.self).split(separator: "/") } ?? []
    guard parts.count == 2, let microseconds = Int64(parts[0]), (0...253_402_300_799_000_000).contains(microseconds),
      let id = ConversationID(String(parts[1]))
    else { throw .badCursor }
    createdAt = Timestamp(microseconds: microseconds)
    self.id = id
  }

  var text: String { Base64URL.encode(Array("\(createdAt.microseconds)/\(id)".utf8)) }
}

/// Where a page of the list of dead letters begins: opaque to callers.
struct DeadLetterCursor {
  var id: Int64

  init(id: Int64) { self.id = id }

  init(_ text: String) throws(GatewayError) {
    guard text.hasPrefix("d"), let id = Int64(text.dropFirst()), id >= 0 else { throw .badCursor }
    self.id = id
  }

  var text: String { "d\(id)" }
}

/// Where a page of the list of endpoints begins: opaque to callers.
struct WebhookCursor {
  var createdAt: Timestamp
  var id: WebhookID

  static let start = WebhookCursor(
    createdAt: ConversationCursor.start.createdAt, id: WebhookID(ConversationCursor.start.id.uuid))

  init(createdAt: Timestamp, id: WebhookID) {
    self.createdAt = createdAt
    self.id = id
  }

  // Both lists are in the order of a time and a UUID.
  init(_ text: String) throws(GatewayError) {
    let cursor = try ConversationCursor(text)
    self.init(createdAt: cursor.createdAt, id: WebhookID(cursor.id.uuid))
  }

  var text: String { ConversationCursor(createdAt: createdAt, id: ConversationID(id.uuid)).text }
}

/// Where a page of the list of attempts begins, the newest first: opaque to callers.
struct AttemptCursor {
  var id: Int64

  init(id: Int64) { self.id = id }

  init(_ text: String) throws(GatewayError) {
    guard text.hasPrefix("a"), let id = Int64(text.dropFirst()), id >= 0 else { throw .badCursor }
    self.id = id
  }

  var text: String { "a\(id)" }
}

/// Where a page of the list of merges begins, the newest first: opaque to callers.
struct MergeCursor {
  var number: Int64

  init(number: Int64) { self.number = number }

  init(_ text: String) throws(GatewayError) {
    guard text.hasPrefix("u"), let number = Int64(text.dropFirst()), number >= 0 else { throw .badCursor }
    self.number = number
  }

  var text: String { "u\(number)" }
}

extension GatewayError {
  static let badCursor = GatewayError(field: "?cursor", "must be a next_cursor that this list gave")
}
