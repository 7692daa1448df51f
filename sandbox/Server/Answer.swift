import JSON

/// One complete answer.
struct Answer: Sendable {
  var status: Int
  var headers: [(name: String, value: String)] = []
  var body: [UInt8] = []

  static func json(_ value: JSONValue, status: Int = 200) -> Answer {
    json(JSONWriter.bytes(of: value), status: status)
  }

  /// `bytes` are JSON already.
  static func json(_ bytes: [UInt8], status: Int = 200) -> Answer {
    Answer(status: status, headers: [("Content-Type", "application/json")], body: bytes)
  }

  static func text(_ text: String, status: Int = 200) -> Answer {
    Answer(status: status, headers: [("Content-Type", "text/plain; charset=utf-8")], body: Array(text.utf8))
  }
}
