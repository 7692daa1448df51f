import JSON

/// An HTTP answer, before it becomes parts on a connection. Both ways through the edge end in one.
struct Answer: Sendable {
  var status: Int
  var headers: [(name: String, value: String)]
  var body: [UInt8]
  /// Whether the connection must end with this answer, since the request was not read to its end.
  var closesConnection = false

  init(status: Int, headers: [(name: String, value: String)] = [], body: [UInt8] = []) {
    self.status = status
    self.headers = headers
    self.body = body
  }

  /// A JSON object.
  static func json(
    _ status: Int = 200,
    headers: [(name: String, value: String)] = [],
    capacity: Int = 512,
    _ members: (inout JSONWriter) -> Void
  ) -> Answer {
    var writer = JSONWriter(capacity: capacity)
    writer.object(members)
    return Answer(status: status, headers: [("Content-Type", "application/json")] + headers, body: writer.bytes)
  }

  static let noContent = Answer(status: 204)
}
