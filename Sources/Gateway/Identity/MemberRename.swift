import JSON

/// A member of a conversation goes by another id: what an envelope of kind rename says.
struct MemberRename: Sendable, Hashable {
  var from: String
  var into: String

  var json: [UInt8] { JSONWriter.bytes(of: ["from": .string(from), "into": .string(into)]) }

  init(from: String, into: String) {
    self.from = from
    self.into = into
  }

  /// Nil where stored bytes say something else.
  init?(json: [UInt8]) throws(JSONError) {
    let value = try JSONParser.parse(json)
    guard let from = value["from"]?.stringValue, let into = value["into"]?.stringValue else { return nil }
    self.init(from: from, into: into)
  }
}
