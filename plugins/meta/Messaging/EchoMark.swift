import ConnectorSDK
import JSON

/// What a message carries for its echo to give back: which message it is, and which part of it.
struct EchoMark: Hashable {
  private static let name = "chat4all"
  /// Metadata of a message, in characters: fewer than 1,000.
  private static let limit = 999

  let messageID: String
  private let key: String
  private let part: Int64

  init(_ message: TextMessage, part: Int) {
    messageID = message.id
    key = message.idempotencyKey
    self.part = Int64(part)
  }

  /// Reads what an echo gives back; nil for what another app has put there.
  init?(_ metadata: String?) {
    guard let metadata, metadata.utf8.count <= 4 * Self.limit,
      let mark = (try? JSONParser.parse(metadata))?[Self.name],
      let id = mark["message"]?.stringValue, let key = mark["key"]?.stringValue, let part = mark["part"]?.integerValue
    else { return nil }
    messageID = id
    self.key = key
    self.part = part
  }

  /// Nil where there is no room for it.
  var metadata: String? {
    let value: JSONValue = [
      "chat4all": ["message": .string(messageID), "key": .string(key), "part": .integer(part)]
    ]
    let text = String(decoding: JSONWriter.bytes(of: value), as: UTF8.self)
    return text.unicodeScalars.count <= Self.limit ? text : nil
  }
}
